"""Answers under other names than the handout's: known by their parameters, by their names, or by where they stand.

Nothing is taken for two names, and nothing is taken where two things fit equally well.
"""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.checks.assignment import Sought
from grader.slicing import Definition

Wanted = Mapping[str, Sought]
"""Functions and classes that checks ask for, by the handout's names."""
Sections = Mapping[str, Collection[int]]
"""The cells under the question in which the handout has a name, by the name."""
_ALIKE = 0.75
"""How alike two names must be, from 0 to 1, where their parameters are called differently."""
_ALIKE_TOO = 0.6
"""The same for functions of one parameter that is called alike: `init_nn` for `initialize_nn`, not `test` for `train`.
"""
_AHEAD = 0.25
"""How much more alike than any other one must be, in name and parameters, where several stand in the section."""


@dataclass(frozen=True)
class _Candidate:
    path: str
    parameters: tuple[str, ...]
    definition: Definition


_Rule = Callable[[str, Sought, Sequence[_Candidate], Collection[int]], list[_Candidate]]


def renamed(wanted: Wanted, defined: Sequence[Definition], sections: Sections) -> dict[str, tuple[Definition, str]]:
    """What stands for each name that nothing has, and why."""
    missing = {name: sought for name, sought in wanted.items() if all(one.name != name for one in defined)}
    left = [one for one in _candidates(defined) if one.path not in wanted]
    found: dict[str, tuple[Definition, str]] = {}
    for rule, why in _RULES:
        while offers := [
            (name, fitting[0])
            for name, sought in missing.items()
            if name not in found and len(fitting := rule(name, sought, left, sections.get(name, ()))) == 1
        ]:
            name, one = max(offers, key=lambda offer: _likeness(offer[1].path, offer[0]))
            found[name] = one.definition, why
            left.remove(one)
    return found


def _same(_name: str, sought: Sought, left: Sequence[_Candidate], _section: Collection[int]) -> list[_Candidate]:
    return [one for one in left if one.parameters == sought.parameters and len(sought.parameters) > 1]


def _near(name: str, sought: Sought, left: Sequence[_Candidate], _section: Collection[int]) -> list[_Candidate]:
    as_many = [one for one in left if len(one.parameters) == len(sought.parameters)]
    return [
        one
        for one in as_many
        if _likeness(one.path, name) >= (_ALIKE_TOO if one.parameters == sought.parameters else _ALIKE)
    ]


def _in_section(name: str, sought: Sought, left: Sequence[_Candidate], section: Collection[int]) -> list[_Candidate]:
    def likeness(one: _Candidate) -> float:
        return _likeness(one.path, name) + _likeness(" ".join(one.parameters), " ".join(sought.parameters))

    fitting = [one for one in left if one.definition.cell in section and _can_be(one.definition, sought)]
    best = sorted(fitting, key=likeness, reverse=True)[:2]
    return best[:1] if len(best) == 1 or (best and likeness(best[0]) > likeness(best[1]) + _AHEAD) else []


_RULES: tuple[tuple[_Rule, str], ...] = (
    (_same, "it has the same parameters"),
    (_near, "its name and parameters are alike"),
    (_in_section, "nothing else in its section is more like it"),
)


def _can_be(one: Definition, sought: Sought) -> bool:
    """Whether it is a class that can be called as the one that is sought, or a function with as many parameters."""
    if sought.methods is None:
        return one.kind == "function" and len(one.parameters) == len(sought.parameters)
    return one.kind == "class" and bool(sought.methods) and sought.methods <= {*one.methods}


def _candidates(defined: Iterable[Definition]) -> list[_Candidate]:
    """Functions, and classes as they are called; the last one of each name at the top level."""
    functions = {one.path: one for one in defined if one.kind == "function"}
    classes = {one.path: one for one in defined if one.kind == "class"}
    made = {path: functions.get(f"{path}.__init__") for path in classes}
    called = {path: one.parameters for path, one in functions.items()}
    called |= {path: init.parameters[1:] if init else () for path, init in made.items()}
    every = {**functions, **classes}
    return [_Candidate(path, called[path], one) for path, one in every.items() if "." not in path]


def _likeness(one: str, other: str) -> float:
    first, second = (name.lower().replace("_", "").removeprefix("my") for name in (one, other))
    return difflib.SequenceMatcher(None, first, second).ratio()
