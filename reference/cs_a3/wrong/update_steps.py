"""What wrong variants of the update rules share: how they read a config, and hints."""

from collections.abc import Callable, Mapping
from typing import Any

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param

Step = tuple[Array, Param]
Rule = Callable[..., Step]
Read = Callable[[Param], Param]
"""From the config as it came to the one that the step is made with; what it lacks is filled in later."""
DIRECTION = "The step goes the way the gradient points. Which way does the loss fall?"
EPSILON = "The epsilon of the config has no effect on your step, or another one is used."
FIXED = "A number is written out where the config has one: what if it is another number there?"
RATE = "The step has the same length whatever the learning rate is: where does it enter?"
BRACKETS = "Count the brackets: it is the step that is divided, and not the weights."
WHOLE = "It is the square that is weighted, not the gradient before it is squared: count the brackets."
_DEFAULT = "Steps with a given config are right. What the config lacks has another value than in the handout."


def as_given(config: Param) -> Param:
    """The config as it came."""
    return config


def fixed(**values: float) -> Read:
    """The config with numbers of its own in place of some that it holds."""
    return lambda config: {**config, **values}


def _filled(**values: float) -> Read:
    return lambda config: {**values, **config}


def defaults(rule: Rule, steps: Callable[[Read], Rule], **numbers: tuple[float, ...]) -> None:
    """Declare variants of a rule that fill in other numbers where the config lacks one.

    `steps` makes the variant that reads a config so; `numbers` are other defaults than the handout's by their key.
    """
    for key, others in numbers.items():
        for number in others:
            name = f"default {key.replace('_', ' ')} of {number:g}"
            misconception(rule, name, hint=_DEFAULT, credit=0.5)(steps(_filled(**{key: number})))


def returns_none(rule: Rule) -> None:
    """Declare the variant of a rule that changes `w` in place and returns None for it."""

    @misconception(rule, "nothing returned", hint="The weights changed in place, but None came back instead of next_w.")
    def variant(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> tuple[None, Param]:
        return None, rule(w, dw, config)[1]
