"""Questions to a GPU that is not there: `torch.cuda.get_device_name()` and its kind are answered, and said.

Streams and events, which order and time what a GPU does, do nothing: on the CPU everything is in order.
"""

import time
from collections.abc import Callable
from types import SimpleNamespace

import torch

from grader.worker.standins.surroundings import Surroundings

NAME = "CPU (there is no GPU here)"


class Stream:
    """A stream that does everything at once, and the context of one, or of a device."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        """Whatever it is made for."""

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to switch back."""

    def _nothing(self, *_args: object) -> None:
        pass

    synchronize = wait_stream = wait_event = record_event = _nothing


class Event:
    """A moment in time."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        self._seconds = time.perf_counter()

    def record(self, _stream: object = None) -> None:
        """Take the time."""
        self._seconds = time.perf_counter()

    def synchronize(self) -> None:
        """Nothing is left to wait for."""

    def elapsed_time(self, end: "Event") -> float:
        """Milliseconds between two moments."""
        return (end._seconds - self._seconds) * 1000


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
    "memory_cached": 0,
    "max_memory_cached": 0,
    "reset_max_memory_allocated": None,
    "reset_max_memory_cached": None,
    "current_stream": Stream(),
    "default_stream": Stream(),
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
    for name, kind in {"Event": Event, "Stream": Stream, "stream": Stream, "device": Stream}.items():
        setattr(torch.cuda, name, kind)
    setattr(torch.accelerator, "current_accelerator", lambda *_args, **_kwargs: torch.device("cpu"))  # noqa: B010
