"""Question 2's network and pairs, of which the handout gives only the names of the classes."""

import numpy as np
import torch
from torch import Tensor

from grader.checks import Context, StudentFault, StudentObject
from grader.checks.errors import Doubtful, Missing, Raised, Refused

LIMIT = 1000.0
LEAST = 1000
LOOKED_AT = 8
"""Examples of a data set that are looked at."""


def network(t: Context) -> StudentObject:
    """A `MultiplyModule`: one that the notebook made, else a new one."""
    for name, entry in t.student.outline().items():
        if isinstance(entry, dict) and entry.get("type") == "MultiplyModule":
            return t.student.hold(name)
    return t.student.MultiplyModule.hold()


def product_of(net: StudentObject, pairs: Tensor) -> Tensor:
    """What a network makes of pairs (N, 2), which it takes together or one by one."""
    try:
        return net(pairs).tensor()
    except Raised as first:
        try:
            return net(pairs[:, :1], pairs[:, 1:]).tensor()
        except Raised:
            raise first from None


def both_count(t: Context) -> None:
    """`MultiplyModule` has parameters to train, and gives one number for each pair, which depends on both of it."""
    net = network(t)
    t.expect.true("parameters", bool(net.state().parameters), message="there is nothing that could be trained")
    pairs = t.gen.uniform((6, 2), -LIMIT, LIMIT)
    got = product_of(net, pairs)
    right = got.numel() == len(pairs)
    t.expect.true("one number for each pair", right, message=f"got shape {tuple(got.shape)} for 6 pairs")
    for place, label in enumerate(("first", "second")):
        moved = pairs.clone()
        moved[:, place] = -moved[:, place] + 1
        changed = not torch.equal(product_of(net, moved), got)
        t.expect.true(f"depends on the {label}", changed, message=f"another {label} number changes nothing")


def pairs_and_products(t: Context) -> None:
    """`MultiplyDataset` gives pairs from (-1000, 1000) with their products, at least 1000 of them to test with."""
    sets = data_sets(t)
    sizes = [int(each.method("__len__")().number()) for each in sets]
    t.expect.true("size", max(sizes) >= LEAST, message=f"the largest data set has {max(sizes)} examples")
    examples = [numbers_of(sets[0].method("__getitem__")(index).value) for index in range(min(LOOKED_AT, sizes[0]))]
    inside = all(abs(number) <= LIMIT for *pair, _ in examples for number in pair)
    t.expect.true("range", inside, message="there are numbers outside (-1000, 1000)")
    ratios = [product / (first * second) for first, second, product in examples if first * second]
    same = bool(ratios) and np.allclose(ratios, ratios[0], rtol=1e-3)
    t.expect.true("products", same, message="the third number is not the product of the other two")


def data_sets(t: Context) -> list[StudentObject]:
    """The notebook's own `MultiplyDataset`s, else a new one."""
    names = [
        name
        for name, entry in t.student.outline().items()
        if isinstance(entry, dict) and entry.get("type") == "MultiplyDataset"
    ]
    return [t.student.hold(name) for name in names] or [_new_set(t)]


def _new_set(t: Context) -> StudentObject:
    for arguments in ((), (LEAST,), (LEAST, 1)):  # the second one may be a seed
        try:
            return t.student.MultiplyDataset.hold(*arguments)
        except Missing:
            raise
        except StudentFault:
            continue
    raise Doubtful("no `MultiplyDataset` is left when the notebook has run, and it cannot be told how to make one")


def numbers_of(example: object) -> tuple[float, float, float]:
    """A pair and its product, however they are put together. Raises `Doubtful` for anything else."""
    found = list(_flat(example))
    if len(found) != 3:
        raise Doubtful("it cannot be told what the examples of `MultiplyDataset` are")
    return found[0], found[1], found[2]


def _flat(value: object) -> list[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for item in value for number in _flat(item)]
    if isinstance(value, Tensor | np.ndarray):
        return [float(number) for number in value.reshape(-1)[:4]]
    if not isinstance(value, int | float | np.generic):
        raise Refused(f"an example of `MultiplyDataset` holds {type(value).__name__}")
    return [float(value)]
