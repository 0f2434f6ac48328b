"""`wandb`, where it is not installed: nothing is logged, and its config holds what it was given."""

from collections.abc import Mapping
from typing import Any

from grader.worker.standins.absent import absent
from grader.worker.standins.surroundings import Surroundings


class Settings(dict[str, Any]):
    """Values by key or as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"`wandb.config` was given no `{name}`") from None

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value


class Tracker:
    """The package, and a run of it, as far as training depends on them."""

    def __init__(self) -> None:
        self.config = Settings()

    def init(self, *_args: object, config: object = None, **_kwargs: object) -> "Tracker":
        """Begin a run with these settings."""
        self.config.update(config if isinstance(config, Mapping) else vars(config) if config else {})
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return absent(f"wandb.{name}")

    def __enter__(self) -> "Tracker":
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to end."""


def install(surroundings: Surroundings) -> None:
    """Stand in for the package where its import fails."""
    surroundings.instead["wandb"] = Tracker()
