"""A course whose hidden part is full of marks that must not be found in a kit."""

import json
from pathlib import Path

MARK = "hiddenmark"

ASSIGNMENT = '''
"""hiddenmark in a description"""

import torch

from assignments.leaky.helper import Family, expect_hidden, expect_shown, ask  # hiddenmark in a comment
from grader.checks import Assignment, Check, Context
from grader.checks.families import optimizer
from reference import leaky
from reference.numbers import SHOWN, HIDDEN_HIDDENMARK

SIZES = leaky.sizes()

hw = Assignment("leaky", title="Leaky", reference=leaky)
family = Family()

@hw.check("1", points=2)
def doubles(t: Context) -> None:
    """`double` gives twice its input."""
    expect_shown(t, t.gen.normal((SIZES["rows"], SHOWN)))

@hw.check("1", points=1, visibility="hidden")
def doubles_more(t: Context) -> None:
    """`double` works for every shape."""
    assert "hiddenmark"
    expect_hidden(t, HIDDEN_HIDDENMARK)

def hiddenmark_of_another(t: Context) -> None:
    """`halve` gives half of its input."""
    x = t.gen.normal(4)
    t.expect.close("hiddenmark", t.student.halve(x), t.reference.halve(x).value, hint="hiddenmark")

hw.use(Check("halves", "2", 1, hiddenmark_of_another, "`halve` gives half of its input.", "hidden"))
hw.use(Check("scales", "2", 1, family.shown, "`scale` scales."))
hw.use(Check("scales_back", "2", 1, family.hiddenmark_back, "`scale` scales back.", "hidden"))
hw.use(Check("by_lambda", "2", 1, lambda t: t.expect.true("hiddenmark", True), "A lambda.", "hidden"))
for name, run, visible in (("both_a", family.shown, "public"), ("both_b", family.mixed, "hidden")):
    hw.use(Check(name, "3", 1, run, f"Mixed {name}.", visible))
ask(hw)
hw.question("4", "Words", written=True, points=2)
'''
HELPER = '''
"""hiddenmark"""

import torch
from grader.checks import Assignment, Context

HIDDENMARK_SIZE = 7

def expect_shown(t: Context, x: torch.Tensor) -> None:
    """A comparison."""
    t.expect.close("output", t.student.double(x), t.reference.double(x).value)

def expect_hidden(t: Context, size: int) -> None:
    x = t.gen.normal((size, HIDDENMARK_SIZE))
    t.expect.close("output", t.student.double(x), t.reference.double(x).value)

def ask(hw: Assignment) -> None:
    """Declare some."""
    hw.check("3", points=1)(nested)
    hw.check("3", points=1, visibility="hidden")(nested_too)

def nested(t: Context) -> None:
    """`double` keeps zeros."""
    x = torch.zeros(3)
    t.expect.close("zeros", t.student.double(x), t.reference.double(x).value)

def nested_too(t: Context) -> None:
    """`double` is linear."""
    t.expect.true("hiddenmark", True)

class Family:
    """Checks of scaling."""

    def shown(self, t: Context) -> None:
        x = t.gen.array.normal((2, 2))
        t.expect.close("scaled", t.student.scale(x, 3.0), t.reference.scale(x, 3.0).value)

    def hiddenmark_back(self, t: Context) -> None:
        self.hiddenmark_helper(t)

    def hiddenmark_helper(self, t: Context) -> None:
        t.expect.true("hiddenmark", True)

    def mixed(self, t: Context) -> None:
        t.expect.true("hiddenmark", True)
'''
REFERENCE = '''
"""hiddenmark: how it is done"""

from grader.checks import misconception

def double(x):
    """hiddenmark"""
    hiddenmark = 2
    return x * hiddenmark

def sizes():
    hiddenmark = 3
    return {"rows": hiddenmark}

def halve(x):
    return x / 2

def scale(x, factor):
    return double(x) * (factor / 2)

@misconception(double, "squared", hint="Twice is not the square.", credit=0.5)
def squared(x):
    hiddenmark = x
    return x * hiddenmark

@misconception(halve, "hiddenmark_third", hint="hiddenmark: a third.")
def third(x):
    return x / 3
'''
STARTER = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": 3,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": MARK}],
                "source": f"def double(x):\n    ### BEGIN SOLUTION\n    {MARK} = 2\n    ### END SOLUTION\n",
            },
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": f"assert double(1)\n### BEGIN HIDDEN TESTS\n{MARK}\n### END HIDDEN TESTS",
            },
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)
RIGHT = """
def double(x):
    return x + x

def scale(x, factor):
    return x * factor
"""
SQUARED = RIGHT.replace("x + x", "x * x")
RAISES = RIGHT.replace("x + x", "x.twice()")


def make_course(root: Path) -> Path:
    """The course, with one right sample."""
    files = {
        "assignments/leaky/assignment.py": ASSIGNMENT,
        "assignments/leaky/helper.py": HELPER,
        "assignments/leaky/files/leaky.ipynb": STARTER,
        "assignments/leaky/solution.py": f"# %%\n{MARK} = 1\n",
        "reference/__init__.py": "",
        "reference/leaky.py": REFERENCE,
        "reference/numbers.py": "SHOWN = 2\nHIDDEN_HIDDENMARK = 5\n",
        "submissions/leaky/right.py": RIGHT,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
