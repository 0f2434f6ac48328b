"""Expectations that only `expect` can open, and the tape that may record them or play what was recorded."""

import warnings
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from grader.checks.errors import AuthorError, StudentFault
from grader.checks.expected.provenance import Key, Traceable, key_of
from grader.model import Verdict

_MISSING = object()


class Unrecorded(StudentFault):
    """The expected value is not on the tape: without the reference this cannot be decided."""

    verdict = Verdict.NOT_RUN


class Tape(Protocol):
    """Stands between expectations and the reference: records what it gives, or plays what was recorded."""

    def computing(self, key: Key | None, compute: Callable[[], object]) -> Callable[[], object]:
        """What opening the expectation of that key does in place of `compute`; it may raise `Unrecorded`."""

    def called(self, name: str) -> None:
        """The submission's function of that name is called as the reference declares it."""

    def forget(self) -> None:
        """What was made since the last check had run is not wanted: it was a dry run."""

    def ran(self, asked: set[str], again: Callable[[], object]) -> None:
        """A check has run, which asked for these functions; `again` runs it once more on the replies it got."""


class Sealed(Traceable):
    """An expectation. Only `open_sealed` gives its value."""

    def __init__(self, compute: Callable[[], object], key: Key | None = None, tape: Tape | None = None) -> None:
        self.__compute = tape.computing(key, compute) if tape else compute
        self.__value: object = _MISSING
        self.__key, self.__tape = key, tape

    def _open(self) -> object:
        if self.__value is _MISSING:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # wrong variants do what NumPy and torch warn of
                self.__value = self.__compute()
        return self.__value

    def _key(self) -> Key | None:
        return self.__key

    def _derive(self, compute: Callable[[], object], *how: object) -> "Sealed":
        key = key_of(self.__key, *how) if self.__tape and self.__key else None
        return Sealed(compute, key, self.__tape)

    def __getattr__(self, name: str) -> "Sealed":
        if name.startswith("_"):
            raise AttributeError(name)
        return self._derive(lambda: getattr(self._open(), name), "attribute", name)

    def __getitem__(self, key: object) -> "Sealed":
        return self._derive(lambda: self._open()[key], "item", key)  # type: ignore[index]  # authors know what it gives

    def map(self, function: Callable[..., object]) -> "Sealed":
        """The expectation that `function`, applied to the value, gives."""
        return self._derive(lambda: function(self._open()), "map", function)

    def failure(self) -> "Sealed":
        """The expectation in which words this one fails, or None. A wrong variant may where a right answer does not."""
        return Sealed(self._failure)

    def _failure(self) -> str | None:
        try:
            self._open()
        except Unrecorded:
            return None
        except Exception as error:  # noqa: BLE001  whatever a variant raises
            return f"{type(error).__name__}: {error}"
        return None

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise AuthorError(
            "an expectation was used as a value. Only t.expect may open it: write "
            't.expect.close("output", got.value, want.value), or want.map(function) to compute from it'
        )

    __bool__ = __iter__ = __len__ = __float__ = __int__ = __call__ = __array__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def open_sealed(value: object) -> Any:
    """The value of an expectation, inside containers too; any other value as it is. For `expect` only."""
    if isinstance(value, Sealed):
        return value._open()
    if isinstance(value, dict):
        return {key: open_sealed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(open_sealed(item) for item in value)
    return value


def together(*expectations: object) -> Sealed:
    """Several expectations as one, a tuple: `together(a, b).map(lambda values: ...)`."""
    sealed = [item for item in expectations if isinstance(item, Sealed)]
    if not sealed:
        return Sealed(lambda: expectations)
    return sealed[0]._derive(lambda: open_sealed(expectations), "together", expectations)
