"""A fully connected network of the submission and the reference's, with the same options and the same weights.

Names of the options differ from year to year (`normalization` or `use_batchnorm`, `dropout` or `dropout_keep_ratio`);
what the class itself takes is used.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.errors import Missing, Refused
from grader.checks.expected.reference import ReferenceObject
from grader.checks.expected.sealed import Sealed
from grader.checks.families.net_names import by_handout_name, handout_names
from grader.compare import Close

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Array]
Gradients = dict[object, object]
Figures = dict[str, object]

NET = "FullyConnectedNet"
SCALE = 0.05
"""The weight_scale with which networks are built."""
TOLERANCE = Close(rtol=1e-7, atol=1e-7)
"""float64 noise on these networks is below 1e-12. A softmax may be kept from 0 by adding 1e-8, as many do: that moves
gradients by as much."""


@dataclass(frozen=True)
class Wanted:
    """A network that is asked for."""

    norm: str = ""
    """`batchnorm`, `layernorm`, or nothing."""
    hidden: tuple[int, ...] = (6, 6)
    inputs: int = 7
    classes: int = 4
    reg: float = 0.0
    keep: float = 1.0
    seed: int | None = None

    def options(self, known: Collection[str]) -> dict[str, object]:
        """Keyword arguments for a constructor that knows these names. Raises `Refused` where it knows too few."""
        options: dict[str, object] = {"input_dim": self.inputs, "num_classes": self.classes, "reg": self.reg}
        options["weight_scale"] = SCALE
        if self.norm:
            options |= self._norm_option(known)
        if self.keep != 1:
            options[_one_of(("dropout", "dropout_keep_ratio"), known)] = self.keep
            options["seed"] = self.seed
        return options

    def _norm_option(self, known: Collection[str]) -> dict[str, object]:
        if self.norm == "layernorm":
            return {_one_of(("normalization",), known): self.norm}
        name = _one_of(("normalization", "use_batchnorm"), known)
        return {name: self.norm if name == "normalization" else True}

    def names(self) -> list[str]:
        """Names of its parameters, layer by layer."""
        count = len(self.hidden) + 1
        names = [(f"W{layer}", f"b{layer}") for layer in range(1, count + 1)]
        norms = [(f"gamma{layer}", f"beta{layer}") for layer in range(1, count)] if self.norm else []
        return [name for pair in (*names, *norms) for name in pair]

    def draw(self, t: Context) -> Params:
        """Parameters none of which is 0."""
        drawn: Params = {}
        for layer, (fan_in, fan_out) in enumerate(pairwise((self.inputs, *self.hidden, self.classes)), 1):
            drawn[f"W{layer}"] = t.gen.array.normal((fan_in, fan_out), std=0.5)
            drawn[f"b{layer}"] = t.gen.array.normal(fan_out, std=0.3)
            if self.norm and layer <= len(self.hidden):
                drawn[f"gamma{layer}"] = t.gen.array.uniform(fan_out, 0.5, 2.0)
                drawn[f"beta{layer}"] = t.gen.array.normal(fan_out, std=0.3)
        return drawn


class Twins:
    """The submission's network and the reference's, with the same weights."""

    def __init__(self, t: Context, wanted: Wanted) -> None:
        self.t, self.wanted = t, wanted
        self.net: StudentObject = build(t, wanted)
        self.reference = reference_net(t, wanted)
        self.take(wanted.draw(t))

    def take(self, params: Params) -> None:
        """Give both networks these weights."""
        self.params = params
        self.load(params)
        self.reference.run(lambda net: net.params.update(params))  # type: ignore[attr-defined]  # the reference's class

    def own_names(self) -> list[object]:
        """The handout's names of all parameters of the submission's network."""
        return list(by_handout_name(self.net.get("params").value))

    def load(self, params: Params) -> None:
        """Give the submission's network these weights."""
        load(self.net, params)

    def scores(self, x: Array) -> tuple[object, Sealed]:
        """Scores in test mode: what came, and what is expected."""
        return self.net.method("loss")(x).value, self._expected(x, None)

    def mode_not_passed_on_by_template(self) -> bool:
        """Whether the network has the slip of one year's template, `bn_param[mode] = mode` for `bn_param["mode"]`.

        Its normalization is always in train mode then, which is not the student's fault.
        """
        try:
            params = self.net.get("bn_params").value
        except Missing:
            return False
        each = params.values() if isinstance(params, dict) else params if isinstance(params, list | tuple) else ()
        return any(isinstance(param, dict) and ("train" in param or "test" in param) for param in each)

    def scores_in_train_mode(self, x: Array) -> Sealed:
        """The scores that a network gives which is not told that it is tested."""
        return self.reference.run(lambda net: net.train_scores(x))  # type: ignore[attr-defined]

    def loss(self, x: Array, y: Labels) -> tuple[object, Gradients, Sealed]:
        """Loss and gradients: what came, and both as expected. Raises `Refused` where no dictionary came."""
        return *self.own_loss(x, y), self._expected(x, y)

    def own_loss(self, x: Array, y: Labels) -> tuple[object, Gradients]:
        """Loss and gradients of the submission's network alone."""
        return loss_of(self.net, x, y)

    def added_by_reg(self, x: Array, y: Labels, *, norm: str) -> Figures:
        """What `reg` adds to loss and weight gradients of the submission's network of these weights, so normalized."""
        wanted = replace(self.wanted, norm=norm)
        results = []
        for reg in (wanted.reg, 0.0):
            net = build(self.t, replace(wanted, reg=reg))
            load(net, {name: self.params[name] for name in wanted.names()})
            results.append(loss_of(net, x, y))
        (loss, grads), (loss_without, grads_without) = results
        weights = (name for name in wanted.names() if name.startswith("W"))
        added = {f"gradient of {name}": _difference(grads.get(name), grads_without.get(name)) for name in weights}
        return {"loss": number(loss) - number(loss_without), **added}

    def _expected(self, x: Array, y: Labels | None) -> Sealed:
        x = x.copy()
        return self.reference.run(lambda net: net.loss(x, y))  # type: ignore[attr-defined]

    def batch(self, count: int = 5) -> tuple[Array, Labels]:
        """Inputs (N, D) and labels (N,)."""
        return self.t.gen.array.normal((count, self.wanted.inputs)), self.t.gen.array.labels(count, self.wanted.classes)


def penalty_of(net: object, wanted: Wanted) -> Figures:
    """What `reg` adds to loss and weight gradients of the reference's network."""
    params: Params = net.params  # type: ignore[attr-defined]  # the reference's class
    weights = [name for name in wanted.names() if name.startswith("W")]
    added = {f"gradient of {name}": net.penalty_gradient(name) + 0 * params[name] for name in weights}  # type: ignore[attr-defined]
    return {"loss": net.penalty(), **added}  # type: ignore[attr-defined]


def load(net: StudentObject, params: Params) -> None:
    """Give a submission's network these weights, in the shapes that its own have."""
    own = net.get("params").value
    likes = own if isinstance(own, dict) else {}
    names = {name: key for key, name in handout_names(likes).items()}
    shaped = {names.get(name, name): _shaped(value, likes.get(names.get(name))) for name, value in params.items()}
    net.hold("params").method("update")(shaped)


def loss_of(net: StudentObject, x: Array, y: Labels) -> tuple[object, Gradients]:
    """Loss and gradients of a submission's network. Raises `Refused` where no dictionary came."""
    loss, grads = net.method("loss")(x, y).parts(2)
    if not isinstance(grads, dict):
        raise Refused(f"expected `{NET}.loss(X, y)` to return a loss and a dict of gradients")
    return loss, by_handout_name(grads)


def _difference(one: object, other: object) -> Array | None:
    mine, theirs = floats(one), floats(other)
    return None if mine is None or theirs is None or mine.shape != theirs.shape else mine - theirs


def _shaped(value: Array, like: object) -> Array:
    return value.reshape(like.shape) if isinstance(like, np.ndarray) and like.size == value.size else value


def build(t: Context, wanted: Wanted) -> StudentObject:
    """The submission's network."""
    net = t.student.function(NET)
    return net.hold(list(wanted.hidden), dtype=t.make.dtype("float64"), **wanted.options(_constructor_names(t)))


def reference_net(t: Context, wanted: Wanted) -> ReferenceObject:
    """The reference's network."""
    options = wanted.options(("normalization", "dropout"))
    net: ReferenceObject = getattr(t.reference, NET)(list(wanted.hidden), dtype="float64", **options)
    return net


def _constructor_names(t: Context) -> list[str]:
    """Names of the constructor's arguments; none where it takes any."""
    described = t.student.outline(NET).get(NET)
    names = described.get("parameters") if isinstance(described, dict) else None
    known = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [] if any(name.startswith("**") for name in known) else known


def _one_of(names: Sequence[str], known: Collection[str]) -> str:
    """The name that the constructor knows; the first where nothing is known of it."""
    found = next((name for name in names if name in known), None)
    if found is None and known:
        raise Refused(f"`{NET}` takes no argument `{'` or `'.join(names)}`; it takes {', '.join(known)}")
    return found or names[0]


def floats(value: object) -> Array | None:
    """A float array of some elements as float64; None for anything else."""
    right = isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 0
    return np.asarray(value, np.float64) if right else None


def number(value: object) -> float:
    """A loss that is one number, in whatever form. Raises `Refused` for anything else."""
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()
    if not isinstance(value, int | float):
        raise Refused(f"expected a loss that is one number, got {type(value).__name__}")
    return float(value)
