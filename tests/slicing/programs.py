"""Random small notebooks, and running them."""

import itertools
from collections.abc import Collection

from hypothesis import strategies as st

from grader.model import Cell, CellKind, Notebook

VALUES = ("a", "b", "c", "d", "e")
FUNCTIONS = ("f", "g", "h")
CLASSES = ("C", "D")

TEMPLATES = """
V = 1
V = [1]
V = {'k': 2}
V = V
V = [V, V]
V = V[0]
V = len(repr(V)[:9])
V = type(V).__name__
V = V if V else V
V = V, V
V, V = V, 3
V = W = [4]
V += 1
V += [5]
V: list = [V]
V.append(V)
V.append(lambda: V)
V.extend(V[:3])
V[0] = V
V['k'] = V
V.k = V
V.k.append(1)
V.sort()
del V
del V[0]
print(V)
assert V
if V:~    V = [6]~else:~    V = [V]
if len(repr(V)[:9]) % 2:~    V = [V]
if len(repr(V)[:9]) % 2:~    del V
if (V := len(repr(V)[:9])) > 3:~    V = V
for i in range(2):~    V = [V, i]
for i in range(0):~    V = [7]
for i in range(3):~    if i == len(repr(V)[:9]) % 3:~        break~    V = [i]
for x in V[:3]:~    x.append(8)
for V in [1, 2]:~    V = V
while True:~    V = V~    break
while V:~    V = [V]~    break
try:~    V = V[0]~except Exception:~    V = 9
try:~    V = V.k~except AttributeError:~    V = V
try:~    V = V['k']~finally:~    V = 10
with suppress(Exception):~    V = V[0]
with suppress(TypeError):~    V.append(V)~    V = V
match V:~    case [V, *V]:~        V = 11~    case _:~        V = [12]
match V:~    case {'k': V}:~        V = V
V = [v for v in V]
V = [x.append(V) for x in V[:3]]
V = [(V := x) for x in V]
V = list(map(F, V[:3]))
V = iter(V)
V = (v for v in V)
V = next(V)
V = list(V)
V = sorted(V, key=F)
V = [*V, *V]
V = lambda x: [x, V]
V = F(V)
V = F(F(V))
V = F
V(V)
F(V)
F = F
V = K()
K()
V.m(V)
V = V.m
V = K.items
K.m = F
K.items.append(V)
K.k = V
F.k = V
V = F.k
del F
import math as V
from math import floor as F
from math import *
V.pi = V
exec('V = V')
exec('V = [' + 'V' + ']')
V = eval('V')
V = eval('V' + '')
globals()['V'] = V
V = globals()['V']
V = globals().get('V')
setattr(V, 'k', V)
def F(x):~    return [x, V]
def F(x):~    return x
def F(x, y=V):~    return [x, y]
def F(x, y=[]):~    y.append(x)~    return list(y)
def F(x):~    V.append(x)~    return x
def F(x):~    x.append(V)~    return x
def F(x):~    global V~    V = x~    return x
def F(x):~    global V~    V += [x]~    return V
def F(x):~    global V~    del V
def F(x):~    for y in V[:3]:~        y.append(x)
def F(x):~    return F(x)
def F(x):~    V.k = x~    return K
def F(x):~    K.items.append(x)~    return K()
def F(x):~    def inner(y=V):~        return [x, y, V]~    return inner
def F(x):~    y = [v for v in V]~    return lambda z=0: [y, V, z]
def F(x):~    yield x~    V.append(x)~    yield V
def F(x):~    V = [x]~    V.append(x)~    return V
def F(x):~    exec('V.append(1)')~    return V
def F(x):~    return globals()['V']
@F~def F(x):~    return V
class K:~    items = []~    def m(self, x=0):~        self.items.append(x)~        return V
class K:~    items = V~    def m(self, x=0):~        self.k = x~        return [self.items, V]
class K(K):~    def m(self, x=0):~        return F(x)
class K:~    V = 1~    items = [V]~    def __init__(self):~        V.append(self.items)~        self.m = F
""".strip().splitlines()
"""Statements with a letter for each kind of name: V and W for values, F for functions, K for classes."""

_NAMES = {"V": VALUES, "W": VALUES, "F": FUNCTIONS, "K": CLASSES}


@st.composite
def statements(draw: st.DrawFn) -> str:
    template = draw(st.sampled_from(TEMPLATES)).replace("~", "\n")
    return "".join(draw(st.sampled_from(_NAMES[letter])) if letter in _NAMES and _alone(template, at) else letter
                   for at, letter in enumerate(template))


def _alone(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return not any(letter.isalnum() or letter == "_" for letter in around)


CELLS = st.lists(st.lists(statements(), min_size=1, max_size=4).map("\n".join), min_size=2, max_size=8)
START = "from contextlib import suppress\na, b, c = [1], {'k': [2]}, [[3], [4]]\nd = [5]\ne = 6\ndef f(x):\n    return x\ng = h = f\nclass C:\n    items = []\n    def m(self, x=0):\n        return x\nD = C"


def notebook(*sources: str) -> Notebook:
    cells = (Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(sources))
    return Notebook(path="hw.ipynb", cells=tuple(cells))


def run(sources: list[str], chosen: Collection[int]) -> tuple[dict[str, object], set[int]]:
    """The names after running the chosen cells, and the cells that failed."""
    namespace: dict[str, object] = {"__name__": "__main__", "print": lambda *_: None}
    failed = set()
    for index in sorted(chosen):
        try:
            exec(sources[index], namespace)
        except Exception:
            failed.add(index)
    return namespace, failed


def portrait(value: object, depth: int = 0) -> object:
    """What can be seen of a value, as something that can be compared; functions are called."""
    if depth > 3:
        return "..."
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(portrait(item, depth + 1) for item in itertools.islice(value, 6))]
    if isinstance(value, dict):
        return {str(key): portrait(item, depth + 1) for key, item in itertools.islice(value.items(), 6)}
    if isinstance(value, int | str | float):
        return value
    own = {key: portrait(item, depth + 1) for key, item in sorted(getattr(value, "__dict__", {}).items()) if not key.startswith("__")} if not hasattr(value, "__spec__") else {"pi": portrait(value.pi, depth + 1)}
    if isinstance(value, type):
        own["m"] = called(lambda: value().m(0), depth)
    elif callable(value):
        own["()"] = called(lambda: value(0), depth)
    elif hasattr(value, "__next__"):
        own["next"] = called(lambda: list(itertools.islice(value, 5)), depth)
    return [type(value).__name__, own]


def called(function, depth):
    try:
        return portrait(function(), depth + 1)
    except Exception as error:
        return type(error).__name__
