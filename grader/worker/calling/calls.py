"""Calling what the submission defined."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import torch
from matplotlib._pylab_helpers import Gcf

from grader.worker.calling.binding import as_passed, bind, by_declared_name
from grader.worker.calling.gradients import NoGradient, Sources
from grader.worker.calling.structures import as_kept
from grader.worker.calling.taps import tapped
from grader.worker.calling.targets import known_as, resolve
from grader.worker.observe import Observed, observe_with_warnings
from grader.worker.output.recorder import Recorder
from grader.worker.reset import set_seeds
from grader.worker.session import Reply, Request, Session

_enable_grad, _inference_mode = torch.enable_grad, torch.inference_mode
_close_figures = Gcf.destroy_all


def call(session: Session, request: Request) -> Reply:
    """Call a function, method or class, as `CallRequest` documents it."""
    one = Call(session, request)
    observed, printed = run(session, cast("int", request["seed"]), one.perform)
    reply = told(observed, printed)
    return {**reply, **one.reply} if observed.status == "ok" else reply


def run(session: Session, seed: int, work: Any) -> tuple[Observed, str]:
    """Run code of the submission in a clean state; also what it printed."""
    session.baseline.restore()
    session.console.install()
    recorder = Recorder(session.output_budget)
    with session.console.into(recorder), _inference_mode(mode=False), _enable_grad():
        set_seeds(seed)
        observed = observe_with_warnings(session, work)
    _close_figures()
    return observed, recorder.printed()


def told(observed: Observed, printed: str) -> Reply:
    """The fields that every reply has where code of the submission ran."""
    return {
        "status": observed.status,
        "error": observed.error,
        "printed": printed,
        "warnings": observed.warnings,
        **observed.times,
    }


class Call:
    """One call: what goes in, and what is told of it afterwards."""

    def __init__(self, session: Session, request: Request) -> None:
        self._session = session
        self._request = request
        self._arguments = as_passed(request["arguments"])
        for argument in self._arguments:
            argument["value"] = as_kept(argument["value"], known_as(session, argument["name"]))
        self.reply: Reply = {}

    def perform(self) -> None:
        """Make the call; the reply is filled in on the way."""
        target = resolve(self._session, cast("Mapping[str, object]", self._request["target"]))
        args, kwargs = bind(target, self._arguments, cast("Sequence[str]", self._request["signature"]))
        named = by_declared_name(self._arguments)
        sources = Sources(named, target) if self._request["cotangent"] is not None else None
        with tapped(self._session, cast("Sequence[str]", self._request["taps"])) as tape:
            value = target(*args, **kwargs)
            self._session.restore_builtins()
        self.reply = {
            "value": self._session.handles.hold(value) if self._request["hold"] else value,
            "arguments": named,
            "taps": tape.calls,
            "taps_left_out": tape.left_out,
        }
        if sources is not None:
            self.reply |= self._differentiate(sources, value)

    def _differentiate(self, sources: Sources, value: object) -> Reply:
        """The gradients, or in `grads_reason` why there are none."""
        try:
            return {"grads": sources.gradients(value, self._request["cotangent"]), "grads_reason": ""}
        except NoGradient as problem:
            return {"grads": None, "grads_reason": str(problem)}
        except RuntimeError as error:
            return {"grads": None, "grads_reason": f"the backward pass raised RuntimeError: {error}"}
