"""The submission's side of a check: proxies for its functions, objects and globals.

`t.student.f(...)` runs in the worker. Arguments are sent by value, so the check's own copies stay as they are; the
reply brings the value, the arguments as they are afterwards, prints, warnings and time.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import torch

from grader.checks.asking.answers import Answer, Caller
from grader.checks.asking.arguments import Held, call_label, declared_names, named_arguments, send
from grader.checks.asking.recorded import Recorded, recorded
from grader.checks.asking.reply import MadeCall, ModuleState, Reply, Tap, taps_of
from grader.checks.errors import Refused
from grader.wire import Opaque

Signature = Callable[[str], "inspect.Signature | None"]
"""The declared signature of a function by name; None when nothing is declared."""


@dataclass
class Link:
    """What the proxies of one check share: caller, declared signatures, seeds of calls, taps, and the calls made."""

    caller: Caller
    signature: Signature
    seed: Callable[[], int]
    taps: tuple[str, ...] = ()
    tapped: list[Tap] = field(default_factory=list)
    made: list[MadeCall] = field(default_factory=list)

    def ask(self, op: str, **fields: object) -> Answer:
        """Put a question to the submission, with handles in place of student objects."""
        return self.caller.ask(op, **{name: send(value) for name, value in fields.items()})


class StudentFunction:
    """A function, class or method of the submission, ready to be called."""

    def __init__(self, link: Link, target: Mapping[str, object], label: str, cotangent: object = None) -> None:
        self._link, self._target, self._label, self._cotangent = link, dict(target), label, cotangent

    def vjp(self, cotangent: object) -> "StudentFunction":
        """The same function, whose reply also has the gradients of sum(output * cotangent)."""
        return StudentFunction(self._link, self._target, self._label, cotangent)

    def __call__(self, *args: object, **kwargs: object) -> Reply:
        """Call it. Raises `StudentFault` when it cannot answer."""
        reply = _reply(self._ask(args, kwargs, hold=False), self._link)
        self._note(args, kwargs, reply)
        return reply

    def hold(self, *args: object, **kwargs: object) -> "StudentObject":
        """Call it and keep the result on the worker's side."""
        reply = _reply(self._ask(args, kwargs, hold=True), self._link)
        self._note(args, kwargs, reply)
        if not isinstance(reply.value, StudentObject):
            raise Refused(f"`{self._label}` gave nothing that can be kept")
        return reply.value

    def _ask(self, args: tuple[object, ...], kwargs: Mapping[str, object], *, hold: bool) -> Answer:
        signature = self._link.signature(self._label)
        try:
            answer = self._link.ask(
                "call",
                target=self._target,
                arguments=named_arguments(signature, args, kwargs),
                signature=declared_names(signature),
                seed=self._link.seed(),
                hold=hold,
                cotangent=self._cotangent,
                taps=list(self._link.taps),
            )
        except Exception:
            self._note(args, kwargs, None)
            raise
        self._link.tapped.extend(taps_of(answer))
        return answer

    def _note(self, args: tuple[object, ...], kwargs: Mapping[str, object], reply: Reply | None) -> None:
        named = {
            str(argument["name"]): argument["value"]
            for argument in named_arguments(self._link.signature(self._label), args, kwargs)
        }
        self._link.made.append(MadeCall(call_label(self._label, args, kwargs, list(named)), named, reply))


class StudentObject(Held):
    """An object that stays on the worker's side, such as an nn.Module."""

    _link: Link

    def __init__(self, link: Link, handle: int, type_name: str) -> None:
        super().__init__(handle, type_name)
        object.__setattr__(self, "_link", link)

    def __call__(self, *args: object, **kwargs: object) -> Reply:
        """Call the object itself."""
        return self._function("")(*args, **kwargs)

    def vjp(self, cotangent: object) -> StudentFunction:
        """Calling the object, with gradients of sum(output * cotangent), of its parameters too."""
        return self._function("").vjp(cotangent)

    def method(self, name: str, *, label: str = "") -> StudentFunction:
        """One of its methods: `net.method("extract")(x)`. The report shows the call under `label` where given."""
        target = {"handle": self.handle, "path": [name]}
        return StudentFunction(self._link, target, label) if label else self._function(name)

    def get(self, *path: object) -> Reply:
        """An attribute (`get("training")`), or items of attributes (`get("layers", [0])`)."""
        answer = self._link.ask("get", target={"handle": self.handle, "path": list(path)}, hold=False)
        return _reply(answer, self._link)

    def hold(self, *path: object) -> "StudentObject":
        """An attribute or item, as in `get`, that stays on the worker's side: `result.hold([1])`."""
        answer = self._link.ask("get", target={"handle": self.handle, "path": list(path)}, hold=True)
        value = wrapped(answer, self._link)
        if not isinstance(value, StudentObject):
            raise Refused(f"that part of {self.type_name} is nothing that can be kept")
        return value

    def train(self) -> None:
        """Put the module into train mode."""
        self._function("train")()

    def eval(self) -> None:
        """Put the module into eval mode."""
        self._function("eval")()

    def state(self) -> ModuleState:
        """Parameters, buffers and mode of the module. Raises `Refused` when it is none."""
        return ModuleState(self._link.ask("state", target={"handle": self.handle}))

    def assign(self, values: Mapping[str, torch.Tensor]) -> None:
        """Write parameters and buffers by full name, in place."""
        self._link.ask("assign", target={"handle": self.handle}, values=dict(values))

    def trace(self, *args: object, activations: bool = False) -> Answer:
        """Run a forward pass and list the layers in execution order; see `wire.messages.TraceRequest`."""
        arguments = named_arguments(None, args, {})
        return self._link.ask(
            "trace",
            target={"handle": self.handle},
            arguments=arguments,
            seed=self._link.seed(),
            activations=activations,
        )

    def _function(self, name: str) -> StudentFunction:
        target = {"handle": self.handle, "path": [name] if name else []}
        return StudentFunction(self._link, target, f"{self.type_name}.{name}" if name else self.type_name + "(...)")


class Student:
    """The submission, as `t.student`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def __getattr__(self, name: str) -> StudentFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.function(name)

    def function(self, name: str, *, declared: bool = True) -> StudentFunction:
        """A function or class by (dotted) name.

        Without `declared` it takes whatever arguments, though the reference has another one of that name.
        """
        link = self._link if declared else replace(self._link, signature=lambda _: None)
        return StudentFunction(link, {"name": name}, name)

    def get(self, name: str) -> Reply:
        """The value of a global. Raises `Missing` when it is not defined."""
        return _reply(self._link.ask("get", target={"name": name}, hold=False), self._link)

    def hold(self, name: str) -> StudentObject:
        """A global that stays on the worker's side, so that calls can share and change it. Raises `Missing`."""
        value = wrapped(self._link.ask("get", target={"name": name}, hold=True), self._link)
        if not isinstance(value, StudentObject):
            raise Refused(f"`{name}` is nothing that can be kept")
        return value

    def set(self, name: str, value: object) -> None:
        """Bind a global of the submission, in this check's copy of its state."""
        self._link.ask("set", name=name, value=value)

    def run(self, source: str) -> None:
        """Run code of the course's beside the submission's, in this check's copy of its state. Raises `StudentFault`.

        The submission can see this code and forge what comes of it: only for `families.in_process`.
        """
        self._link.ask("cell", index=-1, source=source, seed=self._link.seed())

    def outline(self, *names: str) -> dict[str, object]:
        """Names that the submission defines, of these or of all; see `wire.messages.OutlineRequest`.

        A check that asks for all depends on every cell.
        """
        return self._link.ask("outline", names=list(names)).mapping("names")

    def recorded(self) -> Recorded:
        """What the cells printed and plotted when they ran. A check that asks for it depends on every cell."""
        return recorded(self._link.ask("recorded"))


def wrapped(answer: Answer, link: Link) -> object:
    """The value of an answer; a `StudentObject` in place of what cannot cross."""
    return _wrap(answer.fields.get("value"), link)


def _reply(answer: Answer, link: Link) -> Reply:
    return Reply(answer, wrapped(answer, link))


def _wrap(value: object, link: Link) -> object:
    """A received value with handles as student objects."""
    if isinstance(value, Opaque) and value.handle:
        return StudentObject(link, value.handle, value.type_name)
    if isinstance(value, dict):
        return {key: _wrap(item, link) for key, item in value.items()}
    if isinstance(value, list):
        return [_wrap(item, link) for item in value]
    if isinstance(value, tuple):
        return tuple(_wrap(item, link) for item in value)
    return value
