"""What comes back from a submission: the reply to a call, calls that were tapped on the way, the state of a module."""

import types
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from grader.checks.asking.answers import Answer
from grader.checks.asking.arguments import Held
from grader.checks.errors import Refused
from grader.wire import Opaque, TensorInfo


class Reply:
    """What a call gave."""

    def __init__(self, answer: Answer, value: object) -> None:
        self.value = value
        """The value; a `StudentObject` in place of what cannot cross."""
        self.args = types.SimpleNamespace(**answer.mapping("arguments"))
        """The arguments as they are afterwards, by declared name."""
        grads = answer.mapping("grads")
        named, parameters = (
            part if isinstance(part := grads.get(key), dict) else {} for key in ("arguments", "target")
        )
        self.grads = types.SimpleNamespace(**{**named, "parameters": parameters})
        """Gradients of the arguments by name, and of a module's parameters as `parameters`, after `vjp`."""
        self.no_grads = answer.text("grads_reason")
        """Why there are no gradients; empty where none were asked for or there are some."""
        self.printed = answer.text("printed")
        self.warnings = answer.texts("warnings")
        self.seconds = answer.number("seconds")
        self._answer = answer

    def info(self, *path: str | int) -> TensorInfo:
        """Flags of a tensor in the reply: `info("value")`, `info("arguments", "stats_dict", "running_mean")`.

        Raises `Refused` when there is no tensor.
        """
        found = self._answer.tensors.get(path)
        if found is None:
            raise Refused(f"expected a tensor in the {_place(path)}, got {type(self._at(path)).__name__}")
        return found

    def tensor(self, *path: str | int) -> torch.Tensor:
        """A tensor in the reply (the value by default); an array becomes one. Raises `Refused` for anything else."""
        value = self._at(path or ("value",))
        if isinstance(value, np.ndarray | np.generic):
            return torch.as_tensor(np.asarray(value))
        if not isinstance(value, torch.Tensor):
            raise Refused(f"expected a tensor as the {_place(path or ('value',))}, got {_type_name(value)}")
        return value

    def number(self, *path: str | int) -> float:
        """One number in the reply (the value by default): a float, an int, or a tensor of one element."""
        value = self._at(path or ("value",))
        if isinstance(value, torch.Tensor | np.ndarray | np.generic) and _size(value) == 1:
            value = value.item()
        if not isinstance(value, int | float):
            raise Refused(f"expected one number as the {_place(path or ('value',))}, got {_type_name(value)}")
        return float(value)

    def parts(self, count: int) -> tuple[object, ...]:
        """The value as a tuple or list of `count` parts. Raises `Refused` for anything else."""
        if not isinstance(self.value, tuple | list) or len(self.value) != count:
            got = f"{len(self.value)} values" if isinstance(self.value, tuple | list) else _type_name(self.value)
            raise Refused(f"expected {count} values to be returned, got {got}")
        return tuple(self.value)

    def _at(self, path: tuple[str | int, ...]) -> object:
        value: object = self.value if path[0] == "value" else self._answer.fields.get(str(path[0]))
        for step in path[1:]:
            try:
                value = value[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                raise Refused(f"there is no {_place(path)} in what the call returned") from None
        return value


@dataclass(frozen=True)
class Tap:
    """One call of an inner function, recorded on the way through an outer one."""

    name: str
    arguments: list[object]
    keywords: dict[str, object]
    value: object
    after: list[object]
    keywords_after: dict[str, object]


@dataclass(frozen=True)
class MadeCall:
    """A call that a check made, for the report."""

    label: str
    arguments: dict[str, object]
    reply: Reply | None


class ModuleState:
    """Parameters and buffers of a student's module, by full name, as detached tensors."""

    def __init__(self, answer: Answer) -> None:
        self.parameters = _tensors(answer.mapping("parameters"))
        self.buffers = _tensors(answer.mapping("buffers"))
        self.training = answer.fields.get("training") is True
        told = [(*path, info) for path, info in answer.tensors.items() if len(path) == 2 and isinstance(path[1], str)]
        self.requires_grad = {name: info.requires_grad for root, name, info in told if root == "parameters"}
        self.on_graph = {
            name for root, name, info in told if root == "buffers" and (info.requires_grad or info.has_graph)
        }
        """Buffers that a gradient would flow through."""


def taps_of(answer: Answer) -> list[Tap]:
    """The taps of an answer; what is not one is passed over."""
    found = []
    for raw in answer.items("taps"):
        if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
            continue
        fields = Answer(raw, {})
        found.append(
            Tap(
                raw["name"],
                fields.items("arguments"),
                fields.mapping("keywords"),
                raw.get("value"),
                fields.items("after"),
                fields.mapping("keywords_after"),
            )
        )
    return found


def _tensors(values: Mapping[str, object]) -> dict[str, torch.Tensor]:
    return {name: value for name, value in values.items() if isinstance(value, torch.Tensor)}


def _place(path: tuple[str | int, ...]) -> str:
    rest = "".join(f"[{step!r}]" for step in path[1:])
    return {"value": "returned value", "arguments": "argument", "grads": "gradients"}.get(
        str(path[0]), str(path[0])
    ) + rest


def _type_name(value: object) -> str:
    return value.type_name if isinstance(value, Opaque | Held) else type(value).__name__


def _size(value: "torch.Tensor | np.ndarray[tuple[int, ...], np.dtype[np.generic]] | np.generic") -> int:
    return value.numel() if isinstance(value, torch.Tensor) else int(value.size)
