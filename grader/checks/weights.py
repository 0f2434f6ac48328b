"""Giving a submission's network the grader's weights: which of its parameters is which of the reference's.

Both networks are run once on the same input, and the modules that own parameters are listed in the order in which they
were executed. Layers are matched one by one in that order, by what kind of parameters they own and by their shapes; the
names and the order of the attributes in the class play no part. Where this leaves more than one way, nothing is
guessed: a person gets both lists to see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from grader.checks.answers import Answer
from grader.checks.batchnorm.names import affine_names
from grader.checks.errors import StudentFault
from grader.model import Verdict

Shape = tuple[int, ...]
Kind = Literal["affine", "norm", "mixed"]


class Mismatch(StudentFault):
    """The networks have different layers. The message lists both."""


class Ambiguous(StudentFault):
    """The layers fit in more than one way: a person decides. The message lists both networks."""

    verdict = Verdict.NEEDS_REVIEW


@dataclass(frozen=True)
class Layer:
    """A module that took part in a forward pass and owns parameters."""

    name: str
    type: str
    parameters: tuple[tuple[str, Shape], ...]
    """Full name and shape of each, in the order of registration."""

    @property
    def kind(self) -> Kind:
        """`affine`: one weight with at most a bias; `norm`: two vectors of one length; `mixed`: anything else."""
        ranks = sorted(_rank(shape) for _, shape in self.parameters)
        if len(ranks) <= 2 and ranks[-1] >= 2 and ranks[:-1] in ([], [1]):
            return "affine"
        return "norm" if ranks == [1, 1] and len({_squeezed(shape) for _, shape in self.parameters}) == 1 else "mixed"

    @property
    def weight(self) -> tuple[str, Shape]:
        """The parameter with the most axes."""
        return max(self.parameters, key=lambda parameter: _rank(parameter[1]))

    @property
    def bias(self) -> tuple[str, Shape] | None:
        """The other parameter of an affine layer."""
        return next((parameter for parameter in self.parameters if parameter != self.weight), None)

    def __str__(self) -> str:
        shapes = ", ".join(f"{name.rpartition('.')[2]} {shape}" for name, shape in self.parameters)
        return f"{self.name or 'the network itself'} ({self.type}): {shapes}"


@dataclass(frozen=True)
class Source:
    """Where the value of a submission's parameter comes from."""

    name: str
    """Full name in the reference."""
    transposed: bool = False


def student_layers(answer: Answer) -> list[Layer]:
    """The layers with parameters in a reply to `trace`, read field by field."""
    layers = []
    for raw in answer.items("layers"):
        fields = Answer(raw if isinstance(raw, dict) else {}, {})
        found = [_parameter(item) for item in fields.mapping("parameters").values()]
        if found:
            layers.append(Layer(fields.text("name")[:200], fields.text("type")[:200], tuple(found)))
    return layers


def reference_layers(net: nn.Module, *inputs: object) -> list[Layer]:
    """The layers with parameters of a trusted network, in the order of their first execution."""
    names = {module: name for name, module in net.named_modules()}
    order: dict[nn.Module, None] = {}
    hooks = [module.register_forward_pre_hook(lambda module, _: order.setdefault(module)) for module in names]
    with torch.no_grad():
        net(*inputs)
    for hook in hooks:
        hook.remove()
    layers = []
    for module in order:
        prefix = f"{names[module]}." if names[module] else ""
        own = tuple(
            (prefix + name, tuple(parameter.shape)) for name, parameter in module.named_parameters(recurse=False)
        )
        if own:
            layers.append(Layer(names[module], type(module).__name__, own))
    return layers


def match(
    student: Sequence[Layer], reference: Sequence[Layer], student_values: Mapping[str, Tensor], values: Mapping[str, Tensor]
) -> dict[str, Source]:
    """The source of each of the submission's parameters, by full name.

    The values are those that the parameters have at first. Raises `Mismatch` or `Ambiguous`.
    """
    if any(layer.kind == "mixed" for layer in student):
        return _by_shape(student, reference)
    if len(student) != len(reference):
        raise Mismatch(f"expected {len(reference)} layers with parameters, got {len(student)}. {table(student, reference)}")
    found: dict[str, Source] = {}
    for mine, right in zip(student, reference, strict=True):
        if mine.kind != right.kind:
            raise Mismatch(f"`{mine.name}` is not the kind of layer expected there. {table(student, reference)}")
        pairs = _norm(mine, right, student_values, values) if mine.kind == "norm" else _affine(mine, right, student)
        if pairs is None:
            raise Ambiguous(f"it cannot be told how `{mine.name}` stores its weights. {table(student, reference)}")
        if not pairs:
            raise Mismatch(f"`{mine.name}` does not have the shapes expected there. {table(student, reference)}")
        found.update(pairs)
    return found


def arranged(values: Mapping[str, Tensor], sources: Mapping[str, Source], shapes: Mapping[str, Shape]) -> dict[str, Tensor]:
    """The reference's values as the submission stores them, by the submission's full names."""
    found = {}
    for name, source in sources.items():
        value = values[source.name].detach()
        found[name] = (value.T if source.transposed else value).reshape(shapes[name]).clone()
    return found


def table(student: Sequence[Layer], reference: Sequence[Layer]) -> str:
    """Both networks, layer by layer in the order of execution."""
    lists = ("; ".join(f"{index + 1}. {layer}" for index, layer in enumerate(side)) for side in (student, reference))
    return "Layers in the order of execution: {}. Expected: {}".format(*lists)


def _affine(mine: Layer, right: Layer, all_layers: Sequence[Layer]) -> dict[str, Source] | None:
    """Sources of weight and bias; empty when the shapes do not fit, None when it is open how the weight is stored."""
    (name, shape), (wanted_name, wanted) = mine.weight, right.weight
    if (mine.bias is None) != (right.bias is None):
        return {}
    transposed = _stored_transposed(mine, shape, wanted, all_layers)
    if transposed is None:
        return None
    if shape != (wanted[::-1] if transposed else wanted):
        return {}
    found = {name: Source(wanted_name, transposed)}
    if mine.bias and right.bias:
        if _squeezed(mine.bias[1]) != _squeezed(right.bias[1]):
            return {}
        found[mine.bias[0]] = Source(right.bias[0])
    return found


def _stored_transposed(mine: Layer, shape: Shape, wanted: Shape, all_layers: Sequence[Layer]) -> bool | None:
    """Whether a weight is stored (in, out). Torch's own layers never do; a square one is judged by its siblings."""
    if hasattr(nn, mine.type) or len(shape) != 2:
        return False
    if shape[0] != shape[1]:
        return shape != wanted
    return None
