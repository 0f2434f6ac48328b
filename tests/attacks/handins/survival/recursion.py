"""Recurses without end, with the limit taken off."""
import sys


def double(x):
    sys.setrecursionlimit(10**9)
    return double(x)


def halve(x):
    thing = []
    for _ in range(10**6):
        thing = [thing]
    return repr(thing)


shout = double
