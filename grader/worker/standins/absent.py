"""What a hand-in imports and is not here: a name that can be shown, configured, decorated with and derived from.

An import that fails, and whose failure the hand-in does not take care of itself, binds such a name in place of ending
the cell: the rest of the cell seldom needs a heat map or a progress bar. Only the submission's own imports are changed,
so no library ever takes a package for installed. As soon as a value is needed (a number, an array, the items of a loop)
the import's own error is raised: nothing is ever computed with a stand-in, so no answer can be gained from one.
"""

import ast
import builtins
import importlib
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn

import torch

from grader.worker.standins.surroundings import Surroundings

_answers: dict[str, Callable[..., object]] = {}
"""See `Surroundings.calls`."""
HELPER = "__stand_in_for__"
"""The builtin that the changed imports call when they fail."""
_NEEDS_VALUE = (
    *("iter", "next", "len", "bool", "int", "float", "complex", "index", "array", "contains", "lt", "le", "gt", "ge"),
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs", "invert"),
    *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "fspath"),
)


class NotInstalled(type):
    """The type of everything that comes from an absent package. Each is a class, so that it can be derived from."""

    _absent = ""
    """What it stands for; empty in classes that the submission derived."""

    def __getattr__(cls, name: str) -> Any:
        """A part of it."""
        if name.startswith("__") or "_absent" not in vars(cls):
            raise AttributeError(name)
        return absent(f"{cls._absent}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Nothing is done, unless what is called is known. As a decorator it gives back what it decorates."""
        if "_absent" not in vars(cls):
            return super().__call__(*args, **kwargs)
        answer = next((given for end, given in _answers.items() if f".{cls._absent}".endswith(f".{end}")), None)
        if answer is not None:
            return answer(*args, **kwargs)
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType | type):
            return args[0]
        return absent(f"{cls._absent}()")

    def __getitem__(cls, key: object) -> Any:
        """A part of it."""
        return absent(f"{cls._absent}[...]")

    def __setitem__(cls, key: object, value: object) -> None:
        """Nothing is kept."""

    def __enter__(cls) -> Any:
        """As a context it does nothing."""
        return cls

    def __exit__(cls, *_exc: object) -> None:
        """Nothing to close."""

    def __repr__(cls) -> str:
        return f"<stand-in for {cls._absent}>" if "_absent" in vars(cls) else super().__repr__()


def _needs_value(cls: NotInstalled, *_args: object) -> NoReturn:
    name = cls._absent or cls.__name__
    raise ModuleNotFoundError(f"a value of `{name}` is needed, which could not be imported", name=name)


for _name in _NEEDS_VALUE:
    setattr(NotInstalled, f"__{_name}__", _needs_value)


class _Network(torch.nn.Module):
    """The base of networks that a package would train."""

    def _nothing(self, *_args: object, **_kwargs: object) -> None:
        pass

    log = log_dict = save_hyperparameters = _nothing


def absent(name: str) -> type:
    """A stand-in for something of a package that is not here. A base of networks is one."""
    if name.endswith(".LightningModule"):
        return _Network
    return NotInstalled(name.rsplit(".", 1)[-1], (), {"_absent": name, "__module__": name.split(".", maxsplit=1)[0]})


def install(surroundings: Surroundings) -> None:
    """Change the submission's imports from now on."""

    def stand_in(module: str, name: str, bound: str) -> object:
        """What an import that failed just now binds; `bound` is the package where `import a.b` binds `a`."""
        wanted = ".".join(filter(None, (module, name)))
        if name in surroundings.instead:
            return surroundings.instead[name]
        reason = _reason(sys.exc_info()[1])
        surroundings.notes.add(f"`{wanted}` could not be imported ({reason}): what is done with it was left out.")
        if wanted in surroundings.instead:
            return surroundings.instead[wanted]
        return _below_its_package(module) if bound else absent(wanted)

    _answers.update(surroundings.calls)
    setattr(builtins, HELPER, stand_in)
    reload = importlib.reload
    importlib.reload = lambda module: module if isinstance(module, NotInstalled) else reload(module)
    surroundings.rewriter.rules.append(_one_by_one)


def _reason(error: BaseException | None) -> str:
    """The first line of the error, without the place of the library that Python adds."""
    first = str(error).splitlines() or [type(error).__name__]
    return first[0].split(" (/")[0].rstrip(".")


def _below_its_package(module: str) -> object:
    """The package of a missing submodule, with a stand-in hung below what of it is there."""
    parent, _, last = module.rpartition(".")
    while parent and parent not in sys.modules:
        parent, _, last = parent.rpartition(".")
    if not parent:
        return absent(last)
    setattr(sys.modules[parent], last, absent(f"{parent}.{last}"))
    return sys.modules[parent.split(".")[0]]


def _one_by_one(statement: ast.stmt) -> list[ast.stmt] | None:
    """Each name of an import by itself, and a stand-in for it where that fails."""
    if isinstance(statement, ast.Import):
        return [_tried(ast.Import([alias]), alias, alias.name, "") for alias in statement.names]
    if isinstance(statement, ast.ImportFrom) and statement.module != "__future__":
        module = "." * statement.level + (statement.module or "")
        return [
            _tried(ast.ImportFrom(statement.module, [alias], statement.level), alias, module, alias.name)
            for alias in statement.names
        ]
    return None


def _tried(statement: ast.stmt, alias: ast.alias, module: str, name: str) -> ast.stmt:
    top = alias.name.split(".")[0]
    whole = "" if name or alias.asname else top
    arguments: list[ast.expr] = [ast.Constant(text) for text in (module, name, whole)]
    call = ast.Call(ast.Name(HELPER, ast.Load()), arguments, [])
    bind: ast.stmt = ast.Assign([ast.Name(alias.asname or top, ast.Store())], call)
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, [ast.Expr(call) if name == "*" else bind])
    return ast.Try([statement], [handler], [], [])
