"""Arguments on their way to the submission: by declared name, as values or handles, and as a reader sees them."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from grader.checks.errors import AuthorError
from grader.checks.expected.reference import ReferenceObject
from grader.checks.expected.sealed import Sealed
from grader.wire import Opaque


@dataclass(frozen=True)
class Held:
    """A stand-in for an object that the worker keeps."""

    handle: int
    type_name: str


def send(value: object) -> object:
    """A value as it is sent: handles for student objects. Expectations and reference objects may not be sent."""
    if isinstance(value, Sealed | ReferenceObject):
        raise AuthorError(
            "an expectation was passed to the submission, which would give the answer away. "
            "Pass inputs drawn from t.gen, or what the submission itself returned"
        )
    if isinstance(value, Held):
        return Opaque(value.type_name, value.handle)
    if isinstance(value, dict):
        return {key: send(item) for key, item in value.items()}
    if isinstance(value, list):
        return [send(item) for item in value]
    if isinstance(value, tuple):
        return tuple(send(item) for item in value)
    return value


def named_arguments(
    signature: inspect.Signature | None, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> list[dict[str, object]]:
    """Arguments by declared name, in the form of `wire.messages.Argument`."""
    names = declared_names(signature)
    if signature is not None:
        _check_call(signature, args, kwargs)
    positional = [
        {
            "name": names[index] if index < len(names) else f"argument {index + 1}",
            "value": value,
            "by": "position",
        }
        for index, value in enumerate(args)
    ]
    return positional + [{"name": name, "value": value, "by": "keyword"} for name, value in kwargs.items()]


def declared_names(signature: inspect.Signature | None) -> list[str]:
    """Parameter names in order."""
    return [] if signature is None else list(signature.parameters)


def call_label(name: str, args: tuple[object, ...], kwargs: Mapping[str, object], names: list[str]) -> str:
    """A call as a student would write it: small values as they are, others by their declared name."""
    parts = [_literal(value) or names[index] for index, value in enumerate(args)]
    parts += [f"{key}={_literal(value) or key}" for key, value in kwargs.items()]
    return f"{name.removesuffix('(...)')}({', '.join(parts)})"


def _check_call(signature: inspect.Signature, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        raise AuthorError(f"the check's call does not fit the declared signature {signature}: {error}") from None


def _literal(value: object) -> str:
    if value is None or type(value) in (bool, int, float):
        return repr(value)
    if isinstance(value, str):
        return repr(value[:40])
    if isinstance(value, tuple) and len(value) <= 4 and all(type(item) in (int, float) for item in value):
        return repr(value)
    return ""
