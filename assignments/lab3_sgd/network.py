"""The network in `param_dict`: inputs for it, and calls of it, in the shapes that the submission chose."""

from torch import Tensor

from grader.checks import Context, Raised, Refused, Reply, StudentFault
from grader.checks.families.family import answered
from grader.checks.families.parameter_dict import layer_shapes

PIXELS, HIDDEN, CLASSES = 784, 100, 10
LARGEST_GROWTH = 30


def draw_images(t: Context, count: int) -> Tensor:
    """Images (B, 1, 28, 28) in [0, 1), as a data loader of MNIST gives them."""
    return t.gen.uniform((count, 1, 28, 28))


def draw_batch(t: Context, count: int) -> tuple[Tensor, Tensor]:
    """A minibatch."""
    return draw_images(t, count), t.gen.labels(count, 10)


def draw_parameters(t: Context) -> dict[str, Tensor]:
    """All parameters, as leaves, in the shapes in which this submission stores them, whatever its hidden widths."""
    stored = own_tensors(t)
    drawn = {}
    for name, shape in own_shapes(t).items():
        value = t.gen.normal(shape, std=2 * shape[0] ** -0.5) if name.startswith("W") else t.gen.normal(shape)
        mine = stored.get(name)
        like = mine.shape if mine is not None and mine.numel() == value.numel() else value.shape
        drawn[name] = value.reshape(like).requires_grad_()
    return drawn


def suited(images: Tensor, parameters: dict[str, Tensor]) -> Tensor:
    """Images so dark that scores stay below about 10, even where weights are far too large.

    Training from large scores is unstable: it turns rounding noise into different parameters.
    """
    growth = 1.0
    for layer in range(3):
        growth *= float(parameters[f"W{layer}"].norm()) / parameters[f"b{layer}"].numel() ** 0.5
    return images * min(1.0, LARGEST_GROWTH / max(growth, 1e-6))


def own_tensors(t: Context) -> dict[str, Tensor]:
    """The submission's `param_dict`; empty where there is none."""
    try:
        value = t.student.get("param_dict").value
    except StudentFault:
        return {}
    return {key: item for key, item in value.items() if isinstance(item, Tensor)} if isinstance(value, dict) else {}


def own_shapes(t: Context) -> dict[str, tuple[int, ...]]:
    """Shapes of a network with the widths of the submission's, weights as (fan_in, fan_out)."""
    return layer_shapes((PIXELS, *own_widths(t), CLASSES))


def own_widths(t: Context) -> tuple[int, int]:
    """Widths of the hidden layers of the submission's network, where its shapes are those of some such network."""
    tensors = own_tensors(t)
    first, second = (tensors[name].numel() if name in tensors else 0 for name in ("b0", "b1"))
    wanted = layer_shapes((PIXELS, first, second, CLASSES))
    fits = all(
        name in tensors and written(tensors[name], (shape, shape[::-1])) == shape for name, shape in wanted.items()
    )
    return (first, second) if fits and first and second else (HIDDEN, HIDDEN)


def written(value: Tensor, forms: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[int, ...]:
    """A shape as the first of two forms where it is either, axes of length 1 aside; else as it is."""
    shape = tuple(size for size in value.shape if size != 1)
    return forms[0] if shape in forms else tuple(value.shape)


def run_my_nn(t: Context, images: Tensor, parameters: dict[str, Tensor]) -> Reply:
    """Call `my_nn`, with images of another form where it does not take them as they come."""
    first: Raised | None = None
    for form in (images, images.squeeze(1), images.flatten(1)):
        try:
            return answered(t.student.my_nn(input=form, param_dict=parameters), "my_nn")
        except Raised as fault:
            first = first or fault
    raise first or Refused("`my_nn` was not called")


def initialized(reply: Reply) -> dict[str, Tensor]:
    """The parameters after `initialize_nn`: those it was given, or those it returned."""
    given = getattr(reply.args, "param_dict", None)
    value = reply.value if isinstance(reply.value, dict) else given
    return {name: item for name, item in value.items() if isinstance(item, Tensor)} if isinstance(value, dict) else {}
