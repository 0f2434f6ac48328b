"""A small course to be attacked: small limits, so that bombs end quickly, and markers that nobody may ever read."""

import secrets
from pathlib import Path

ASSIGNMENT = '''
"""{marker}"""

from grader.checks import Assignment, Context, Limits, RunPolicy
from reference import hunted

LIMITS = Limits(
    cell_seconds=2, call_seconds=2, total_seconds=10,
    memory_mb=400, scratch_mb=16, processes=24, output_kb=8, reply_mb=8,
)
hw = Assignment("hunted", title="Hunted", reference=hunted, policy=RunPolicy(limits=LIMITS))

# The hidden check stands first: nothing of its input may reach what the public ones show.
@hw.check("1", points=1, visibility="hidden")
def shouts(t: Context) -> None:
    """`shout` gives a text in capitals."""
    t.expect.same("text", t.student.shout("{hidden}").value, t.reference.shout("{hidden}").value)

@hw.check("1", points=2)
def doubles(t: Context) -> None:
    """`double` gives twice its input."""
    x = t.gen.normal((3, 2))
    t.expect.close("output", t.student.double(x), t.reference.double(x).value)

@hw.check("2", points=1)
def halves(t: Context) -> None:
    """`halve` gives half of its input."""
    x = t.gen.normal(4)
    t.expect.close("output", t.student.halve(x), t.reference.halve(x).value)
'''
REFERENCE = '''
"""{marker}"""

MARKER = "{marker}"

def shout(text):
    return text.upper()

def double(x):
    return x * 2

def halve(x):
    return x / 2
'''
RIGHT = """
def shout(text):
    return text.upper()

def double(x):
    return x + x

def halve(x):
    return x * 0.5
"""
FULL_MARKS = 4.0


def marker() -> str:
    """A text that nobody can know, found by the pattern `MARKER-[0-9a-f]{16}`."""
    return f"MARKER-{secrets.token_hex(8)}"


def make_course(root: Path) -> None:
    """Write the course; every file of it holds a marker."""
    (root / "assignments" / "hunted").mkdir(parents=True)
    assignment = ASSIGNMENT.format(marker=marker(), hidden=marker())
    (root / "assignments" / "hunted" / "assignment.py").write_text(assignment)
    (root / "reference").mkdir()
    (root / "reference" / "__init__.py").write_text(f'"""{marker()}"""\n')
    (root / "reference" / "hunted.py").write_text(REFERENCE.format(marker=marker()))
    (root / ".grader").mkdir()
    (root / ".grader" / "secret").write_text(marker())
