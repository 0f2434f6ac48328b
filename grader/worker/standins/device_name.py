"""Questions to a GPU that is not there: `torch.cuda.get_device_name()` and its kind are answered, and said."""

from collections.abc import Callable
from types import SimpleNamespace

import torch

from grader.worker.standins.surroundings import Surroundings

NAME = "CPU (there is no GPU here)"
_ANSWERS: dict[str, object] = {
    "get_device_name": NAME,
    "get_device_properties": SimpleNamespace(name=NAME, total_memory=0, major=0, minor=0, multi_processor_count=0),
    "get_device_capability": (0, 0),
    "current_device": 0,
    "set_device": None,
    "synchronize": None,
    "memory_allocated": 0,
    "max_memory_allocated": 0,
    "memory_reserved": 0,
    "max_memory_reserved": 0,
    "mem_get_info": (0, 0),
    "memory_summary": "",
    "reset_peak_memory_stats": None,
}


def install(surroundings: Surroundings) -> None:
    """Answer in the GPU's place."""

    def answer(name: str, result: object) -> Callable[..., object]:
        def function(*_args: object, **_kwargs: object) -> object:
            surroundings.notes.add(f"`torch.cuda.{name}()` was answered without a GPU.")
            return result

        return function

    for name, result in _ANSWERS.items():
        setattr(torch.cuda, name, answer(name, result))
