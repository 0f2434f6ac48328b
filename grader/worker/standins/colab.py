"""`google.colab`: nothing is mounted, sent or fetched."""

from types import ModuleType
from typing import Any

from grader.worker.standins.absent import absent
from grader.worker.standins.fake_modules import FakeModules
from grader.worker.standins.surroundings import Surroundings

_FUNCTIONS: dict[str, dict[str, object]] = {
    "google.colab.drive": {"mount": None, "flush_and_unmount": None},
    "google.colab.files": {"upload": {}, "download": None, "view": None},
    "google.colab.userdata": {"get": ""},
    "google.colab.output": {"clear": None, "eval_js": None, "enable_custom_widget_manager": None},
    "google.colab.auth": {"authenticate_user": None},
}
"""What each function returns."""


def install(surroundings: Surroundings) -> None:
    """Make `google.colab` importable."""

    def fill(module: ModuleType) -> None:
        short = module.__name__.removeprefix("google.")
        for name, result in _FUNCTIONS[module.__name__].items():
            setattr(module, name, answer(f"{short}.{name}", result))
        setattr(module, "__getattr__", lambda name: part(module.__name__, name))  # noqa: B010

    def part(module: str, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return absent(f"{module}.{name}")

    def answer(name: str, result: object) -> Any:
        def function(*_args: object, **_kwargs: object) -> object:
            surroundings.notes.add(f"`{name}` did nothing: the notebook does not run on Colab.")
            return dict(result) if isinstance(result, dict) else result

        function.__name__ = name.rsplit(".", 1)[-1]
        return function

    FakeModules(dict.fromkeys(_FUNCTIONS, fill)).install()
