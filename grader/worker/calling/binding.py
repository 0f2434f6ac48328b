"""From arguments by declared name to the arguments of the student's own function.

The check writes `batchnorm(x, beta, gamma, stats, train=False)` against the declared signature. A student who calls the
parameters otherwise still gets them: a keyword that the function does not know is passed to the parameter at its
declared position, provided that this parameter is not itself declared under another name. What does not fit is left
to Python, whose TypeError then tells the student.
"""

import inspect
from collections.abc import Mapping, Sequence
from inspect import Parameter
from typing import Any, TypedDict, cast

import torch

_Module = torch.nn.Module
_signature = inspect.signature
_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_BY_NAME = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


class Passed(TypedDict):
    """An argument as the request holds it (see `grader.wire.messages.Argument`)."""

    name: str
    value: object
    by: str


def bind(function: Any, arguments: Sequence[Passed], declared: Sequence[str]) -> tuple[list[object], dict[str, object]]:
    """Positional and keyword arguments for `function`."""
    positional = [argument["value"] for argument in arguments if argument["by"] == "position"]
    keywords: dict[str, object] = {}
    parameters = _parameters(function)
    for argument in arguments:
        if argument["by"] == "keyword":
            name = _own_name(argument["name"], parameters, declared, len(positional))
            keywords[name] = argument["value"]
    return _without_positional_only(positional, keywords, parameters)


def by_declared_name(arguments: Sequence[Passed]) -> dict[str, object]:
    """The arguments' values by declared name; the second of a variadic rest and further ones are numbered."""
    named: dict[str, object] = {}
    for argument in arguments:
        name, number = argument["name"], 1
        while name in named:
            number += 1
            name = f"{argument['name']}{number}"
        named[name] = argument["value"]
    return named


def _parameters(function: Any) -> Mapping[str, Parameter]:
    """Parameters by name, without `self`; of a module, those of its forward pass. Empty where none can be known."""
    try:
        return _signature(function.forward if isinstance(function, _Module) else function).parameters
    except (TypeError, ValueError):
        return {}


def _own_name(name: str, parameters: Mapping[str, Parameter], declared: Sequence[str], taken: int) -> str:
    """The name under which the student's function takes a declared parameter."""
    kinds = [parameter.kind for parameter in parameters.values()]
    if not parameters or Parameter.VAR_KEYWORD in kinds or name not in declared:
        return name
    if name in parameters and parameters[name].kind in _BY_NAME:
        return name
    position = list(declared).index(name)
    own = [own_name for own_name, parameter in parameters.items() if parameter.kind in _POSITIONAL]
    if taken <= position < len(own) and (own[position] == name or own[position] not in declared):
        return own[position]
    return name


def _without_positional_only(
    positional: list[object], keywords: dict[str, object], parameters: Mapping[str, Parameter]
) -> tuple[list[object], dict[str, object]]:
    """Move keywords for positional-only parameters to the positions after those already filled."""
    for name, parameter in list(parameters.items())[len(positional) :]:
        if parameter.kind is not Parameter.POSITIONAL_ONLY or name not in keywords:
            break
        positional = [*positional, keywords.pop(name)]
    return positional, keywords


def as_passed(arguments: object) -> list[Passed]:
    """A request's list of arguments."""
    return cast("list[Passed]", arguments)
