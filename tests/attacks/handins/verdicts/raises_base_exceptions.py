"""Raises SystemExit, KeyboardInterrupt and GeneratorExit in place of answers."""


def double(x):
    raise SystemExit(0)


def halve(x):
    raise KeyboardInterrupt


def shout(x):
    raise GeneratorExit
