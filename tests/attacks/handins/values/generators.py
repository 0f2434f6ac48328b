"""Answers with things that are not values: generators, modules, files, locks, classes, frames, futures."""
import sys
import threading

double = lambda x: (number for number in iter(int, 1))
halve = lambda x: sys
shout = lambda x: [sys._getframe(), threading.Lock(), open(os.__file__), type, double, NotImplemented, ..., memoryview(b"x")]
