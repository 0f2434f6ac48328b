"""`tqdm`, where it is not installed: iterates without drawing a bar."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from grader.worker.standins.fake_modules import FakeModules
from grader.worker.standins.surroundings import Surroundings


class Bar:
    """A progress bar that shows nothing."""

    def __init__(
        self, iterable: Iterable[Any] | None = None, *_args: object, total: int | None = None, **_kwargs: object
    ) -> None:
        self.iterable = iterable
        self.total = total
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self.iterable or ():
            yield item
            self.n += 1

    def __len__(self) -> int:
        return self.total if self.iterable is None and self.total is not None else len(self.iterable)  # type: ignore[arg-type]

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to close."""

    def update(self, n: int = 1) -> None:
        """Count."""
        self.n += n

    @staticmethod
    def write(text: str, *_args: object, **_kwargs: object) -> None:
        """Print, as the real one does beside its bar."""
        print(text)  # noqa: T201  what the submission asked for

    def _nothing(self, *_args: object, **_kwargs: object) -> None:
        pass

    set_description = set_description_str = set_postfix = set_postfix_str = refresh = close = clear = reset = _nothing


def _trange(*args: int, **kwargs: object) -> Bar:
    return Bar(range(*args), **kwargs)  # type: ignore[arg-type]


def install(surroundings: Surroundings) -> None:
    """Make `tqdm` importable."""

    def fill(module: ModuleType) -> None:
        surroundings.notes.add("`tqdm` is not installed: loops run without a progress bar.")
        module.tqdm = module.tqdm_notebook = Bar  # type: ignore[attr-defined]
        module.trange = module.tnrange = _trange  # type: ignore[attr-defined]

    FakeModules(dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std"), fill)).install()
