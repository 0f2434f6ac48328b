"""matplotlib: figures are drawn inline, always; a style that is not there, or has a new name, stops nothing."""

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from grader.worker.standins.surroundings import Surroundings


def install(surroundings: Surroundings) -> None:
    """Keep the inline backend whatever is chosen."""

    def only_inline(original: Callable[..., Any]) -> Callable[..., Any]:
        def choose(backend: object, *args: object, **kwargs: object) -> Any:
            if "inline" in str(backend):
                return original(backend, *args, **kwargs)
            surroundings.notes.add(f"matplotlib's backend {backend} was not chosen: figures are drawn inline.")
            return None

        return choose

    setattr(plt.style, "use", _forgiving(plt.style.use, surroundings))  # noqa: B010  mypy takes a function for fixed
    mpl.use = only_inline(mpl.use)
    plt.switch_backend = only_inline(plt.switch_backend)


def _forgiving(use: Callable[[Any], None], surroundings: Surroundings) -> Callable[[Any], None]:
    def use_if_there(style: Any) -> None:
        names = style if isinstance(style, list) else [style]
        now = [name.replace("seaborn", "seaborn-v0_8", 1) if _is_renamed(name) else name for name in names]
        try:
            use(now)
        except OSError:
            surroundings.notes.add(f"matplotlib's style {style} is not there: figures look as usual.")

    return use_if_there


def _is_renamed(name: object) -> bool:
    return isinstance(name, str) and name.startswith("seaborn") and name not in plt.style.available
