"""What downloads, in Python's own library, torch and torchvision; networks that want trained weights keep their own."""

import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.utils import model_zoo
from torchvision import _internally_replaced_utils as torchvision_hub
from torchvision import models as torchvision_models
from torchvision.datasets import utils as torchvision_files
from torchvision.models._api import WeightsEnum

from grader.worker.standins.fetching import Fetcher
from grader.worker.standins.surroundings import Surroundings


class Untrained(dict[str, Any]):
    """Stands for weights that would have to be downloaded."""


def install(surroundings: Surroundings) -> None:
    """Change what downloads."""
    fetcher = Fetcher(surroundings)

    def open_url(url: object, *_args: object, **_kwargs: object) -> Any:
        return fetcher.fetch(url).opened()

    def retrieve(url: object, filename: Any = None, *_args: object, **_kwargs: object) -> tuple[str, None]:
        return fetcher.fetch(url).save(filename), None

    # Each of these modules knows the function by a name of its own.
    for owner in (urllib.request, torch.hub):
        setattr(owner, "urlopen", open_url)  # noqa: B010  mypy takes a function for fixed
    setattr(urllib.request, "urlretrieve", retrieve)  # noqa: B010
    # The files that are here are shorter than those whose digests are known.
    setattr(torchvision_files, "check_md5", lambda *_args, **_options: True)  # noqa: B010
    _keep_own_weights(surroundings)


def _keep_own_weights(surroundings: Surroundings) -> None:
    load = torch.nn.Module.load_state_dict

    def not_downloaded(weights: object) -> Untrained:
        surroundings.notes.add(f"the trained weights {weights} cannot be downloaded: the network keeps random ones.")
        return Untrained()

    def load_unless_untrained(self: torch.nn.Module, state: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        return None if isinstance(state, Untrained) else load(self, state, *args, **kwargs)

    def from_address(url: object, *_args: object, **_kwargs: object) -> Untrained:
        return not_downloaded(str(url)[:200])

    WeightsEnum.get_state_dict = lambda self, *_args, **_kwargs: not_downloaded(self)
    torch.nn.Module.load_state_dict = load_unless_untrained  # type: ignore[assignment, method-assign]
    for owner, name in _LOADERS:
        setattr(owner, name, from_address)
    torch.hub.load = _by_name(torch.hub.load)


_LOADERS = (
    (torch.hub, "load_state_dict_from_url"),
    (torchvision_hub, "load_state_dict_from_url"),
    (model_zoo, "load_url"),
)


def _by_name(load: Callable[..., Any]) -> Callable[..., Any]:
    """Networks of torchvision by their names, which need no download of their code."""

    def load_here(repository: str, model: str, *args: Any, **kwargs: Any) -> Any:
        if not str(repository).startswith("pytorch/vision"):
            return load(repository, model, *args, **kwargs)
        options = {key: value for key, value in kwargs.items() if key in ("weights", "pretrained", "num_classes")}
        if options.pop("pretrained", False):
            options["weights"] = "DEFAULT"
        return torchvision_models.get_model(model, *args, **options)

    return load_here
