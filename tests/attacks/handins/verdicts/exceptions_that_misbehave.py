"""Raises exceptions whose text, type or traceback cannot be read without harm."""


class Meta(type):
    __name__ = property(lambda cls: os._exit(0))


class Bad(Exception):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__


class Endless(Exception):
    def __str__(self):
        return "passed " * (1 << 24)


def double(x):
    raise Bad


def halve(x):
    raise Endless


def shout(x):
    try:
        raise Endless from Bad()
    except Endless as error:
        error.__cause__.__cause__ = error
        raise
