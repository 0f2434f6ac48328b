"""Whatever may cross comes out as it went in."""

import numpy as np
import torch
from hypothesis import given, settings

from grader.wire import Opaque, TensorInfo
from tests.wire.frames import framed, unframed
from tests.wire.values import same, values


@settings(max_examples=300)
@given(values)
def test_values_come_back_to_the_last_bit(value: object) -> None:
    assert same(unframed(framed(value)).value, value)


def test_what_is_known_of_a_tensor_comes_beside_it() -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    sent = {"w": weight, "grown": weight * 2, "plain": torch.ones(1), "view": weight.detach()[:1]}
    infos = unframed(framed(sent)).tensors
    assert infos["w",] == TensorInfo(requires_grad=True, is_leaf=True, is_parameter=True, storage=1)
    assert infos["grown",] == TensorInfo(requires_grad=True, is_leaf=False, has_graph=True, storage=2)
    assert infos["view",].storage == infos["w",].storage != infos["plain",].storage


def test_the_grader_gets_numbers_without_a_graph() -> None:
    value = unframed(framed(torch.ones(2, requires_grad=True) * 2)).value
    assert isinstance(value, torch.Tensor)
    assert not value.requires_grad


def test_a_parameter_dict_is_a_dictionary() -> None:
    weights = torch.nn.ParameterDict({"w": torch.ones(2), "name": "x"})
    sent = unframed(framed(weights))
    assert same(sent.value, {"name": "x", "w": torch.ones(2)})  # torch sorts the keys
    assert sent.tensors["w",].is_parameter


def test_one_array_twice_is_one_array() -> None:
    array = np.arange(3)
    value = unframed(framed([array, {"again": array}])).value
    assert isinstance(value, list)
    assert value[0] is value[1]["again"]


def test_other_objects_stay_behind() -> None:
    value = unframed(framed([object(), {1, 2}, torch.ones(2).to_sparse(), np.array([object()]), 2**600])).value
    assert isinstance(value, list)
    assert [type(part) for part in value] == [Opaque] * 5
    assert [part.type_name for part in value] == ["object", "set", "Tensor", "ndarray", "int"]
    assert all(part.reason and not part.handle for part in value)


def test_keys_that_may_not_cross_stay_apart() -> None:
    first, second = torch.ones(1), torch.ones(1)
    value = unframed(framed({first: 1, second: 2, 2**100: 3, (1, "two"): 4, np.int64(3): 5})).value
    assert isinstance(value, dict)
    assert list(value.values()) == [1, 2, 3, 4, 5]
    assert (1, "two") in value


def test_subclasses_cross_as_what_they_are_made_of() -> None:
    class Text(str):
        def __str__(self) -> str:
            return "something else"

    class Rows(list[int]):
        def __iter__(self) -> "None":  # type: ignore[override]
            raise AssertionError("must not be asked")

    assert unframed(framed([Text("text"), Rows([1, 2])])).value == ["text", [1, 2]]
