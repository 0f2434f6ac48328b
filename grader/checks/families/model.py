"""Checks of a network that is an nn.Module: its values with the grader's weights, its parameters, its modes.

The submission's network and the reference's are built alike and get the same weights, drawn by the grader and matched
to the layers in the order in which they are executed (see `weights`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from grader.checks.asking.answers import Answer
from grader.checks.asking.reply import ModuleState
from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Raised, Refused
from grader.checks.expected.reference import ReferenceObject
from grader.checks.families.family import Part, checks_of
from grader.checks.families.weights import arranged, match, reference_layers, student_layers
from grader.checks.generate import Generator
from grader.checks.places.locate import Place
from grader.compare import Close, Tolerance

TOLERANCE = Close(rtol=1e-4, atol=2e-5)
"""float32 noise through three layers of 50 to 784 inputs is below 1e-5."""

Forms = Callable[[Context], Sequence[Tensor]]
"""Draws one input, in the forms in which the network may take it, the likeliest first."""


@dataclass(frozen=True)
class Network:
    """A class of networks, and how to build and feed one."""

    name: str
    arguments: tuple[object, ...]
    inputs: Forms
    reference: str = ""
    """Name of the reference's class; the same unless set."""
    spread: float = 1.0
    """Standard deviation of the weights times sqrt(fan_in). A large one makes the eps of a normalization not matter."""
    tolerance: Tolerance = TOLERANCE


def network(
    question: str,
    *,
    points: float,
    network: Network,
    hidden: Collection[str] = (),
    follows: tuple[str, ...] = (),
    after: Place | None = None,
) -> list[Check]:
    """Checks of a network class. Parts: train_output, eval_output, parameter_count, all_trained."""
    name = f"`{network.name}`"
    parts = (
        _part("train_output", 3, f"In train mode {name} gives the right output for given weights.", network),
        _part("eval_output", 3, f"In eval mode {name} gives the right output, the same for the same input.", network),
        _part("parameter_count", 1, f"{name} has the right number of parameters.", network),
        _part("all_trained", 1, f"Every parameter of {name} is trained.", network),
    )
    return checks_of(parts, question, points, hidden=hidden, follows=follows, after=after)


class Twins:
    """The submission's network and the reference's, with the same weights.

    The submission's is `net` where it is given, else it is built by the network's name.
    """

    def __init__(self, t: Context, network: Network, net: StudentObject | None = None) -> None:
        self.t = t
        self.net: StudentObject = net or t.student.function(network.name).hold(*network.arguments)
        self.reference: ReferenceObject = getattr(t.reference, network.reference or network.name)(*network.arguments)
        self.form = 0
        """Which of the forms of an input the network takes."""
        self._load(network)

    def draw(self, network: Network) -> tuple[Tensor, Tensor]:
        """One input, for the submission and for the reference."""
        forms = network.inputs(self.t)
        return forms[self.form], forms[0]

    def eval(self) -> None:
        """Put both into eval mode."""
        self.net.eval()
        self.reference.run(lambda target: as_module(target).eval())

    def _load(self, network: Network) -> None:
        """Give both the same weights. Layers are listed in eval mode, so that running statistics stay as they are.

        Those of a network that moves them then, too, are put back.
        """
        self.net.eval()
        buffers = buffers_of(self.net)
        mine = student_layers(self._trace(network.inputs(self.t)))
        self.net.train()
        right = self.reference.now(lambda target: reference_layers(as_module(target)))
        initial = self.reference.now(_values)
        before = self.net.state().parameters
        sources = match(mine, right, before, initial)
        drawn = draw_weights(self.t.gen, initial, network.spread)
        self.net.assign({**arranged(drawn, sources, before), **buffers})
        self.reference.run(lambda target: _write(target, drawn))

    def _trace(self, forms: Sequence[Tensor]) -> Answer:
        self.form, trace = first_trace(self.net, forms)
        return trace


def first_trace(net: StudentObject, forms: Sequence[Tensor]) -> tuple[int, Answer]:
    """Which form of an input a network takes, counted from 0, and the trace of it. The last one may raise."""
    for number, form in enumerate(forms[:-1]):
        try:
            return number, net.trace(form)
        except Raised:
            continue
    return len(forms) - 1, net.trace(forms[-1])


def state_of(net: StudentObject, forms: Sequence[Tensor]) -> ModuleState:
    """The state of a network. One whose layers take their sizes from the first input (`LazyLinear`) gets an input."""
    try:
        return net.state()
    except Refused:
        net.eval()
        first_trace(net, forms)
        net.train()
        return net.state()


def buffers_of(net: StudentObject) -> Mapping[str, Tensor]:
    """The buffers of a network; none of one whose layers take their sizes from the first input."""
    try:
        return net.state().buffers
    except Refused:
        return {}


def draw_weights(gen: Generator, like: Mapping[str, Tensor], spread: float = 1.0) -> dict[str, Tensor]:
    """Values for all parameters: matrices and kernels normal, vectors all different and away from 0 and 1."""
    return {name: _draw(gen, tuple(value.shape), spread) for name, value in like.items()}


def as_module(target: object) -> nn.Module:
    """The reference's object, which is a module."""
    assert isinstance(target, nn.Module)
    return target


def _part(name: str, weight: float, sentence: str, network: Network) -> Part:
    body = _BODIES[name]
    return Part(name, weight, sentence, lambda t: body(t, network))


def _train_output(t: Context, network: Network) -> None:
    twins = Twins(t, network)
    mine, right = twins.draw(network)
    got, want = twins.net(mine), twins.reference(right)
    t.expect.close("output", got, want.value, tolerance=network.tolerance)


def _eval_output(t: Context, network: Network) -> None:
    """After one pass in train mode, so that running statistics are no longer what they were at first."""
    twins = Twins(t, network)
    mine, right = twins.draw(network)
    twins.net(mine)
    twins.reference(right)
    twins.eval()
    mine, right = twins.draw(network)
    first, want, second, again = twins.net(mine), twins.reference(right), twins.net(mine), twins.reference(right)
    if t.expect.close("output", first, want.value, tolerance=network.tolerance):
        t.expect.close("the same output for the same input", second, again.value, tolerance=network.tolerance)


def _parameter_count(t: Context, network: Network) -> None:
    net: StudentObject = t.student.function(network.name).hold(*network.arguments)
    reference: ReferenceObject = getattr(t.reference, network.reference or network.name)(*network.arguments)
    got = sum(value.numel() for value in state_of(net, network.inputs(t)).parameters.values())
    want = reference.run(lambda target: sum(value.numel() for value in as_module(target).parameters()))
    t.expect.equal("number of parameters", got, want)


def _all_trained(t: Context, network: Network) -> None:
    net: StudentObject = t.student.function(network.name).hold(*network.arguments)
    state = state_of(net, network.inputs(t))
    fixed = sorted(name for name in state.parameters if not state.requires_grad.get(name))
    wrong = f"not trained: {', '.join(fixed)}" if state.parameters else "the network has no parameters"
    t.expect.true("all parameters are trained", bool(state.parameters) and not fixed, message=wrong)


def _values(target: object) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in as_module(target).named_parameters()}


def _write(target: object, values: Mapping[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in as_module(target).named_parameters():
            parameter.copy_(values[name])


def _draw(gen: Generator, shape: tuple[int, ...], spread: float) -> Tensor:
    if len(shape) < 2:
        return gen.uniform(shape, 0.2, 0.8)
    fan_in = torch.Size(shape[1:]).numel()
    return gen.normal(shape, std=spread * fan_in**-0.5)


_BODIES: dict[str, Callable[[Context, Network], None]] = {
    "train_output": _train_output,
    "eval_output": _eval_output,
    "parameter_count": _parameter_count,
    "all_trained": _all_trained,
}
