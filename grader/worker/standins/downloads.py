"""Nothing is downloaded: what asks for it is told so at once, and networks that want trained weights keep their own."""

import urllib.request
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.error import URLError

import torch
from torchvision.models._api import WeightsEnum

from grader.worker.standins.surroundings import Surroundings


class Untrained(dict[str, Any]):
    """Stands for weights that would have to be downloaded."""


def install(surroundings: Surroundings) -> None:
    """Change what downloads."""

    def refuse(url: object, *_args: object, **_kwargs: object) -> NoReturn:
        address = url.full_url if isinstance(url, urllib.request.Request) else str(url)
        raise URLError(f"{address[:200]} was not downloaded: there is no network while a notebook is graded")

    setattr(urllib.request, "urlopen", refuse)  # noqa: B010  mypy takes a function for fixed
    setattr(urllib.request, "urlretrieve", refuse)  # noqa: B010
    _keep_own_weights(surroundings)


def _keep_own_weights(surroundings: Surroundings) -> None:
    load = torch.nn.Module.load_state_dict

    def get_state_dict(self: WeightsEnum, *_args: object, **_kwargs: object) -> Untrained:
        surroundings.notes.add(f"the trained weights {self} cannot be downloaded: the network keeps random ones.")
        return Untrained()

    def load_unless_untrained(self: torch.nn.Module, state: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        return None if isinstance(state, Untrained) else load(self, state, *args, **kwargs)

    WeightsEnum.get_state_dict = get_state_dict
    torch.nn.Module.load_state_dict = load_unless_untrained  # type: ignore[assignment, method-assign]
