"""Nothing is downloaded: what asks for it is told so at once, and networks that want trained weights keep their own.

Files of the known data sets are in the data folder; who fetches one by its usual name gets it from there.
"""

import io
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.error import URLError

import torch
from torchvision.models._api import WeightsEnum

from grader.worker.standins.datafiles import Finder, content
from grader.worker.standins.surroundings import Surroundings


class Untrained(dict[str, Any]):
    """Stands for weights that would have to be downloaded."""


def install(surroundings: Surroundings) -> None:
    """Change what downloads."""
    fetch = _fetching(surroundings)

    def open_url(url: object, *_args: object, **_kwargs: object) -> io.BytesIO:
        return io.BytesIO(fetch(url)[1])

    def retrieve(url: object, filename: Any = None, *_args: object, **_kwargs: object) -> tuple[str, None]:
        name, raw = fetch(url)
        Path(filename or name).write_bytes(raw)
        return str(filename or name), None

    setattr(urllib.request, "urlopen", open_url)  # noqa: B010  mypy takes a function for fixed
    setattr(urllib.request, "urlretrieve", retrieve)  # noqa: B010
    _keep_own_weights(surroundings)


def _fetching(surroundings: Surroundings) -> Callable[[object], tuple[str, bytes]]:
    """Gives the name and the content of a file by its address, where it is one of the data folder's."""
    finder = Finder(surroundings.data) if surroundings.data else None

    def fetch(url: object) -> tuple[str, bytes]:
        address = url.full_url if isinstance(url, urllib.request.Request) else str(url)
        found = finder.find(address) if finder else None
        if found is None or not found.is_file():
            raise URLError(f"{address[:200]} was not downloaded: there is no network while a notebook is graded")
        surroundings.notes.add(f"{address[:200]} was not downloaded: it was taken from the grader's data folder.")
        return PurePosixPath(address).name, content(found, address)

    return fetch


def _keep_own_weights(surroundings: Surroundings) -> None:
    load = torch.nn.Module.load_state_dict

    def get_state_dict(self: WeightsEnum, *_args: object, **_kwargs: object) -> Untrained:
        surroundings.notes.add(f"the trained weights {self} cannot be downloaded: the network keeps random ones.")
        return Untrained()

    def load_unless_untrained(self: torch.nn.Module, state: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        return None if isinstance(state, Untrained) else load(self, state, *args, **kwargs)

    WeightsEnum.get_state_dict = get_state_dict
    torch.nn.Module.load_state_dict = load_unless_untrained  # type: ignore[assignment, method-assign]
