"""What a machine can tell of a written answer, for the person who marks it: nothing of it is worth points."""

import re
from collections.abc import Iterable, Iterator

_PLACEHOLDER = re.compile(
    r"your (answer|response|text)s? (goes )?here|fill (this |me )?in|(type|write) (your answer )?here"
    r"|double-?click|\btodo\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w.^_-])(\d+\.\d+|\d+(?=\s*(?:%|\\%|percent)))(?![\w.]*\d)")
_PRINTED = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LABELS = re.compile(r"\W*((inline\s+)?question|your\s+answer|answer)\b[\s\d.:*()]*$", re.IGNORECASE)
_MOST = 12
"""Figures of an answer that are looked up."""


def observations(answer: str, given: str, printed: Iterable[str]) -> tuple[str, ...]:
    """Sentences on the length of an answer, whether anything was written, and the figures it claims.

    Args:
        answer: the text, as Markdown, with the question where that stands in the same section.
        given: what the handout itself has there; empty where that is not known.
        printed: what the submission's cells printed when they were run for grading.

    """
    own = own_text(answer, given)
    words = len(re.findall(r"\w+", own))
    if not words:
        untouched = _PLACEHOLDER.search(answer) or (given and answer.strip() == given.strip())
        return ("The handout's placeholder is untouched.",) if untouched else ("Nothing was written.",)
    length = f"{words} word{'s' if words > 1 else ''} of its own."
    return (length, *_figures(own, list(_numbers(printed))))


def own_text(answer: str, given: str) -> str:
    """The answer without the handout's lines and placeholders."""
    handed_out = {line.strip() for line in given.splitlines()}
    lines = [line for line in answer.splitlines() if line.strip() not in handed_out]
    return "\n".join(line for line in lines if not _PLACEHOLDER.search(line) and not _LABELS.match(line)).strip()


def _figures(text: str, printed: list[float]) -> Iterator[str]:
    claimed = list(dict.fromkeys(_FIGURE.findall(text)))[:_MOST]
    there = [figure for figure in claimed if any(_says(figure, value) for value in printed)]
    absent = [figure for figure in claimed if figure not in there]
    if there:
        yield f"Figures that the run printed too: {', '.join(there)}."
    if absent:
        yield f"Figures that the run did not print: {', '.join(absent)}."


def _numbers(printed: Iterable[str]) -> Iterator[float]:
    for text in printed:
        yield from (float(number) for number in _PRINTED.findall(text))


def _says(figure: str, value: float) -> bool:
    """Whether a figure is a value, or a percentage of it, rounded to as many decimals as it has."""
    unit = 10.0 ** -len(figure.partition(".")[2])
    return any(abs(float(figure) - value * scale) <= 0.5001 * unit for scale in (1, 100, 0.01))
