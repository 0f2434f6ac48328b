"""vl-convert in a process of its own, beside each process that draws.

Its JavaScript engine runs on threads, and threads do not survive a fork: whoever had drawn a chart could no longer fork
a process that draws one. So the engine is never in a process of ours. It starts with the first chart and ends when its
input does, which is when whoever draws is gone.
"""

import json
import os
import subprocess
import sys
from functools import cache
from multiprocessing import util
from pathlib import Path

_PROGRAM = Path(__file__).with_name("process.py")


class NotDrawn(Exception):
    """The engine gave no drawing. The message says in one line what it said in its place."""


def to_svg(specification: str) -> str:
    """The drawing of a Vega-Lite specification, which is JSON on one line. Raises `NotDrawn`."""
    engine = _engine(os.getpid())
    assert engine.stdin is not None
    assert engine.stdout is not None
    try:
        engine.stdin.write(specification + "\n")
        engine.stdin.flush()
    except BrokenPipeError:
        raise NotDrawn(_last_words(engine)) from None
    line = engine.stdout.readline()
    answer = json.loads(line) if line else {"error": _last_words(engine)}
    if "error" in answer:
        raise NotDrawn(answer["error"])
    return str(answer["svg"])


@cache
def _engine(owner: int) -> "subprocess.Popen[str]":
    """The engine of this process; `owner` is its number, so that a fork does not talk to its parent's."""
    del owner
    command = [sys.executable, "-P", str(_PROGRAM)]
    engine = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    # Not by `atexit`, which the processes of a pool do not run.
    util.Finalize(None, _end, (engine, os.getpid()), exitpriority=1)
    return engine


def _end(engine: "subprocess.Popen[str]", owner: int) -> None:
    if os.getpid() == owner:
        engine.communicate()


def _last_words(engine: "subprocess.Popen[str]") -> str:
    said = engine.stderr.read().strip().splitlines() if engine.stderr else []
    return said[-1] if said else f"it ended with {engine.wait()}"
