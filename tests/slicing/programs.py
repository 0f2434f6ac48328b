"""Notebooks for tests: made of given cells, or random ones that can be run, whole or in part."""

import itertools
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import ModuleType

from hypothesis import strategies as st

from grader.model import Cell, CellKind, Notebook

VALUES = ("a", "b", "c", "d", "e")
FUNCTIONS = ("f", "g", "h")
CLASSES = ("C", "D")
START = """
from contextlib import suppress
a, b, c = [1], {'k': [2]}, [[3], [4]]
d = [5]
e = 6
def f(x):
    return x
g = h = f
class C:
    items = []
    def m(self, x=0):
        return x
D = C
"""

_TEMPLATES = """
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
V = V = [4]
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
import toolbox as V
from toolbox import floor as F
from toolbox import *
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
# Statements, `~` for a newline. A letter that stands alone is a name: V that of a value, F of a function, K of a class.

_NAMES = {"V": VALUES, "F": FUNCTIONS, "K": CLASSES}


def notebook(*sources: str) -> Notebook:
    """A notebook of code cells."""
    cells = (Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(sources))
    return Notebook(path="hw.ipynb", cells=tuple(cells))


@st.composite
def _statements(draw: st.DrawFn) -> str:
    template = draw(st.sampled_from(_TEMPLATES)).replace("~", "\n")
    letters = enumerate(template)
    named = (
        draw(st.sampled_from(_NAMES[one])) if one in _NAMES and _alone(template, at) else one for at, one in letters
    )
    return "".join(named)


def _alone(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return not any(letter.isalnum() or letter == "_" for letter in around)


PROGRAMS = st.lists(st.lists(_statements(), min_size=1, max_size=3).map("\n".join), min_size=2, max_size=7)
"""The cells of a random notebook, all but the first, which is START."""


def run(sources: list[str], chosen: Collection[int]) -> tuple[dict[str, object], set[int]]:
    """The names after running the chosen cells, and the cells that failed."""
    namespace: dict[str, object] = {"__name__": "__main__", "print": lambda *_: None}
    failed = set()
    for index in sorted(chosen):
        try:
            exec(sources[index], namespace)
        except Exception:  # noqa: BLE001  (whatever random code raises)
            failed.add(index)
    return namespace, failed


@contextmanager
def toolbox() -> Iterator[None]:
    """A fresh module for the cells to import."""
    module = ModuleType("toolbox")
    vars(module).update(pi=3, floor=lambda x: [x], e=[2], f=lambda x: x)
    sys.modules["toolbox"] = module
    try:
        yield
    finally:
        del sys.modules["toolbox"]


def portrait(value: object, depth: int = 0) -> object:
    """What can be seen of a value, as something to compare: functions are called, iterators read."""
    if depth > 3:
        return "..."
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(portrait(item, depth + 1) for item in value[:6])]
    if isinstance(value, dict):
        return {str(key): portrait(item, depth + 1) for key, item in itertools.islice(value.items(), 6)}
    if isinstance(value, int | str):
        return value
    own = {key: item for key, item in sorted(getattr(value, "__dict__", {}).items()) if not key.startswith("__")}
    return [type(value).__name__, portrait(own, depth + 1), _at_work(value, depth + 1)]


def _at_work(value: object, depth: int) -> object:
    if isinstance(value, type):
        return _outcome(lambda: value().m(0), depth)
    if callable(value):
        return _outcome(lambda: value(0), depth)
    if isinstance(value, Iterator):
        return _outcome(lambda: list(itertools.islice(value, 5)), depth)
    return None


def _outcome(action: Callable[[], object], depth: int) -> object:
    try:
        return portrait(action(), depth)
    except Exception as error:  # noqa: BLE001  (whatever random code raises)
        return type(error).__name__
