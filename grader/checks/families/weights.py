"""Giving a submission's network the grader's weights: which of its parameters is which of the reference's.

The submission's network is run once, and the modules that own parameters are listed in the order in which they were
executed. Layers are matched one by one in that order, by what kind of parameters they own and by their shapes; the
names and the order of the attributes in the class play no part. Where this leaves more than one way, nothing is
guessed: a person gets both lists to see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor, nn

from grader.checks.asking.answers import Answer
from grader.checks.errors import StudentFault
from grader.checks.families.batchnorm.names import affine_names
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
        shapes = [shape for _, shape in self.parameters]
        if len(shapes) == 2 and _squeezed(shapes[0]) == _squeezed(shapes[1]) and not self._torch_affine:
            return "norm" if _rank(shapes[0]) == 1 else "mixed"
        others = [shape for name, shape in self.parameters if name != self.weight[0]]
        one_weight = len(shapes) <= 2 and len(self.weight[1]) >= 2
        return "affine" if one_weight and all(_rank(shape) == 1 for shape in others) else "mixed"

    @property
    def weight(self) -> tuple[str, Shape]:
        """The parameter with the most axes."""
        return max(self.parameters, key=lambda parameter: (_rank(parameter[1]), len(parameter[1])))

    @property
    def _torch_affine(self) -> bool:
        return hasattr(nn, self.type) and len(self.weight[1]) >= 2

    @property
    def bias(self) -> tuple[str, Shape] | None:
        """The other parameter of an affine layer."""
        return next((parameter for parameter in self.parameters if parameter != self.weight), None)

    @property
    def label(self) -> str:
        """The layer as a message names it."""
        return f"`{self.name}`" if self.name else "the network itself"

    def __str__(self) -> str:
        shapes = ", ".join(f"{name.rpartition('.')[2]} {shape}" for name, shape in self.parameters)
        return f"{self.label} ({self.type}): {shapes}"


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


def reference_layers(net: nn.Module) -> list[Layer]:
    """The layers with parameters of a trusted network, which registers them in the order in which it runs them."""
    layers = []
    for name, module in net.named_modules():
        prefix = f"{name}." if name else ""
        own = tuple((prefix + key, tuple(value.shape)) for key, value in module.named_parameters(recurse=False))
        if own:
            layers.append(Layer(name, type(module).__name__, own))
    return layers


def match(
    student: Sequence[Layer],
    reference: Sequence[Layer],
    student_values: Mapping[str, Tensor],
    values: Mapping[str, Tensor],
) -> dict[str, Source]:
    """The source of each of the submission's parameters, by full name.

    The values are those that the parameters have at first. Raises `Mismatch` or `Ambiguous`.
    """
    if any(layer.kind == "mixed" for layer in student):
        return _by_shape(student, reference)
    if len(student) != len(reference):
        raise Mismatch(
            f"expected {len(reference)} layers with parameters, got {len(student)}. {table(student, reference)}"
        )
    stored = _storage(student, reference)
    found: dict[str, Source] = {}
    for mine, right in zip(student, reference, strict=True):
        if mine.kind != right.kind:
            raise Mismatch(f"{mine.label} is not the kind of layer expected there. {table(student, reference)}")
        affine = mine.kind == "affine"
        pairs = _affine(mine, right, stored) if affine else _norm(mine, right, student_values, values)
        if pairs is None:
            raise Ambiguous(f"it cannot be told which weight of {mine.label} is which. {table(student, reference)}")
        if not pairs:
            raise Mismatch(f"{mine.label} has other shapes than expected there. {table(student, reference)}")
        found.update(pairs)
    return found


def arranged(
    values: Mapping[str, Tensor], sources: Mapping[str, Source], like: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The reference's values as the submission stores them: by its full names, in the shapes of `like`."""
    found = {}
    for name, source in sources.items():
        value = values[source.name].detach()
        found[name] = (value.T if source.transposed else value).reshape(like[name].shape).clone()
    return found


def table(student: Sequence[Layer], reference: Sequence[Layer]) -> str:
    """Both networks, layer by layer in the order of execution."""
    lists = ("; ".join(f"{index + 1}. {layer}" for index, layer in enumerate(side)) for side in (student, reference))
    return "Layers in the order of execution: {}. Expected: {}".format(*lists)


def _affine(mine: Layer, right: Layer, stored: Mapping[str, bool]) -> dict[str, Source] | None:
    """Sources of weight and bias; empty when the shapes do not fit, None when it is open how the weight is stored."""
    (name, shape), (wanted_name, wanted) = mine.weight, right.weight
    if shape not in (wanted, wanted[::-1]) or (mine.bias is None) != (right.bias is None):
        return {}
    transposed = stored.get(mine.type, None if len(shape) == 2 else False)
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


def _storage(student: Sequence[Layer], reference: Sequence[Layer]) -> dict[str, bool]:
    """For each type of layer whether it stores matrices as (in, out); a type whose matrices are all square is left out.

    Torch's own layers store (out, in). A type that does it now this way, now that way, is left out too.
    """
    ways: dict[str, set[bool]] = {}
    for mine, right in zip(student, reference, strict=True):
        (_, shape), (_, wanted) = mine.weight, right.weight
        if hasattr(nn, mine.type):
            ways[mine.type] = {False}
        elif len(shape) == 2 and shape in (wanted, wanted[::-1]) and shape[0] != shape[1]:
            ways.setdefault(mine.type, set()).add(shape != wanted)
    return {name: found.pop() for name, found in ways.items() if len(found) == 1}


def _norm(
    mine: Layer, right: Layer, student_values: Mapping[str, Tensor], values: Mapping[str, Tensor]
) -> dict[str, Source] | None:
    """Sources of gamma and beta; empty when the shapes do not fit, None when it is open which is which."""
    if _squeezed(mine.parameters[0][1]) != _squeezed(right.parameters[0][1]):
        return {}
    names = affine_names({name: student_values[name] for name, _ in mine.parameters if name in student_values})
    wanted = affine_names({name: values[name] for name, _ in right.parameters})
    if names is None or wanted is None:
        return None
    return {name: Source(source) for name, source in zip(names, wanted, strict=True)}


def _by_shape(student: Sequence[Layer], reference: Sequence[Layer]) -> dict[str, Source]:
    """Where one module owns the weights of several layers only the shapes tell, so each must be there once."""
    mine = [parameter for layer in student for parameter in layer.parameters]
    right = [parameter for layer in reference for parameter in layer.parameters]
    found: dict[str, Source] = {}
    for name, shape in mine:
        fitting = [other for other in right if _squeezed(shape) in (_squeezed(other[1]), _squeezed(other[1])[::-1])]
        if not fitting:
            raise Mismatch(f"`{name}` has a shape that is not expected. {table(student, reference)}")
        square = _rank(shape) == 2 and shape[0] == shape[1]
        if len(fitting) > 1 or square or fitting[0][0] in {source.name for source in found.values()}:
            raise Ambiguous(f"it cannot be told which weight `{name}` is. {table(student, reference)}")
        found[name] = Source(fitting[0][0], _squeezed(shape) != _squeezed(fitting[0][1]))
    if len(found) != len(right):
        raise Mismatch(f"expected {len(right)} parameters, got {len(found)}. {table(student, reference)}")
    return found


def _parameter(raw: object) -> tuple[str, Shape]:
    fields = Answer(raw if isinstance(raw, dict) else {}, {})
    return fields.text("name")[:200], tuple(size for size in fields.items("shape") if isinstance(size, int))


def _squeezed(shape: Shape) -> Shape:
    return tuple(size for size in shape if size != 1) or (1,)


def _rank(shape: Shape) -> int:
    return len(_squeezed(shape))
