import pytest

from grader.checks.families.net_names import as_written, by_handout_name, handout_names


@pytest.mark.parametrize(
    ("own", "handout"),
    [
        (["W1", "b1", "gamma1", "beta1"], ["W1", "b1", "gamma1", "beta1"]),
        (["W_1", "b_1", "bn_gamma_1", "ln_beta1"], ["W1", "b1", "gamma1", "beta1"]),
        (["w1", "b1", "w12"], ["W1", "b1", "W12"]),
        (["W0", "b0", "gamma0", "W1", "b1"], ["W1", "b1", "gamma1", "W2", "b2"]),
        (["W1", "b1", "G1", "B1"], ["W1", "b1", "gamma1", "beta1"]),
        (["W1", "B1", "g1", "shift1"], ["W1", "b1", "gamma1", "beta1"]),
        (["w0", "b0", "scale_0", "B0"], ["W1", "b1", "gamma1", "beta1"]),
        (["gamma0", "W1", "gamma1"], ["gamma0", "W1", "gamma1"]),
        (["alpha", "W", 3, None], ["alpha", "W", 3, None]),
    ],
)
def test_only_kind_and_number_have_to_be_in_a_name(own: list[object], handout: list[object]) -> None:
    assert list(handout_names(own).values()) == handout
    assert by_handout_name(dict(zip(own, range(len(own)), strict=True))) == {
        name: place for place, name in enumerate(handout)
    }


def test_numbers_and_letters_as_they_are_written() -> None:
    assert as_written({"W0": 1, "w_2": 2, "bn_gamma_1": 3, 4: 5}) == {"W0": 1, "w2": 2, "gamma1": 3, 4: 5}


@pytest.mark.parametrize("values", [None, [1], "W1"])
def test_what_is_no_dictionary_has_no_parameters(values: object) -> None:
    assert by_handout_name(values) == as_written(values) == {}
