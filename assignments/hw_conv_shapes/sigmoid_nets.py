"""Question 5's networks, whose names the handout leaves open."""

from collections.abc import Iterator

from torch import Tensor

from grader.checks import Close, Context, Refused, StudentFault, StudentObject
from grader.checks.families.found_nets import submitted_networks
from grader.checks.families.model import Network, Twins, first_trace
from grader.checks.families.weights import Layer, student_layers
from reference.hw_conv_shapes.nets import CLASSES, INPUTS, Form, Hidden

TOLERANCE = Close(rtol=1e-3, atol=5e-3)
"""Scores are about 5 in size; float32 noise is below 1e-4, what another order of sums does up to 2e-3."""
SPREAD = 10.0
SWITCHES = ("norm", "bn")
ASKED = {False: (Hidden(),) * 3, True: (Hidden(normed=True),) * 3}
"""What is looked for first, without and with batch norm."""


def images(t: Context) -> list[Tensor]:
    """A batch of images, and flattened."""
    drawn = t.gen.normal((16, 1, 28, 28))
    return [drawn, drawn.flatten(1)]


def sigmoid_net(t: Context) -> None:
    """A network without batch norm: 784 inputs, three hidden layers of 100 sigmoids, 10 scores."""
    expect_scores(t, "PaperNet", normed=False)


def normed_sigmoid_net(t: Context) -> None:
    """The same network with batch norm before each sigmoid."""
    expect_scores(t, "NormedPaperNet", normed=True)


def expect_scores(t: Context, name: str, *, normed: bool) -> None:
    """Hidden layers, and scores for given weights in train mode; logarithms of probabilities are fair too."""
    net, form = nearest(t, normed=normed)
    asked = getattr(t.reference, name)().run(lambda right: right.asked(form))
    t.expect.equal("hidden layers", shown(form), asked.map(shown))
    network = Network(name, (form,), images, spread=SPREAD, tolerance=TOLERANCE)
    twins = Twins(t, network, net)
    mine, same = twins.draw(network)
    scores = twins.reference(same).value
    wants = [scores, scores.map(lambda value: value.log_softmax(dim=1))]
    t.expect.any_close("scores", twins.net(mine), wants, tolerance=TOLERANCE)


def nearest(t: Context, *, normed: bool) -> tuple[StudentObject, Form]:
    """The submission's network that is built most like the one asked for, and its hidden layers.

    Raises `Refused` where there is none with batch norm, or none without.
    """
    others, best = [], None
    for net, form in formed(t):
        if any(hidden.normed for hidden in form) is not normed:
            others.append(form)
        elif best is None or misfit(form, normed=normed) < misfit(best[1], normed=normed):
            best = net, form
        if best and not misfit(best[1], normed=normed):
            break
    if best is None:
        raise Refused(nothing_found(others, normed=normed))
    return best


def formed(t: Context) -> Iterator[tuple[StudentObject, Form]]:
    """The networks from 784 inputs to 10 scores that the notebook makes, or can make, with their hidden layers."""
    for _, net in submitted_networks(t, SWITCHES):
        try:
            net.eval()
            _, trace = first_trace(net, images(t))
        except StudentFault:
            continue
        form = form_of(student_layers(trace))
        if form:
            yield net, form


def form_of(layers: list[Layer]) -> Form:
    """The hidden layers of a network, by its layers in the order of execution; none for one of another make."""
    size, form = INPUTS, list[Hidden]()
    for layer in layers:
        shape = layer.weight[1]
        if layer.kind == "norm" and form and not form[-1].normed:
            form[-1] = Hidden(form[-1].units, form[-1].biased, normed=True)
        elif layer.kind == "affine" and len(shape) == 2 and size in shape:
            size = shape[0] if shape[1] == size else shape[1]
            form.append(Hidden(size, layer.bias is not None))
        else:
            return ()
    return tuple(form[:-1]) if size == CLASSES and not form[-1].normed else ()


def misfit(form: Form, *, normed: bool) -> int:
    """In how many hidden layers a network is not built as asked; a bias before batch norm may be there or not."""
    asked = ASKED[normed]
    same = sum((one.units, one.normed) == (other.units, other.normed) for one, other in zip(form, asked, strict=False))
    return max(len(form), len(asked)) - same


def nothing_found(others: list[Form], *, normed: bool) -> str:
    """What to say where there is no such network."""
    wanted = f"a network from {INPUTS} inputs to {CLASSES} scores {'with' if normed else 'without'} batch norm"
    listed = "; ".join(map(shown, dict.fromkeys(others)))
    found = f" Hidden layers of those that were found: {listed}." if listed else ""
    return f"expected {wanted}, as a module that the notebook makes, or a class or function for it.{found}"


def shown(form: Form) -> str:
    """Hidden layers in words."""
    return " - ".join(map(str, form))
