"""matplotlib's choice of a window system: figures are drawn inline, always."""

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

    mpl.use = only_inline(mpl.use)
    plt.switch_backend = only_inline(plt.switch_backend)
