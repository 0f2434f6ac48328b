import torch

from grader.compare import compare, outline, progress
from grader.model import Part, Series


def parts(got: object, want: object) -> tuple[Part, ...]:
    return outline(got, want, compare(got, want))


def test_layers_are_listed_with_their_shapes() -> None:
    want = {"sizes": [(8, 1, 5, 5), (10,)], "outputs": torch.zeros(2, 3)}
    got = {"sizes": [(8, 1, 5, 5), (12,)], "outputs": torch.zeros(2, 4)}
    assert [(part.path, part.expected, part.got, part.passed) for part in parts(got, want)] == [
        ("['sizes'][0]", "(8, 1, 5, 5)", "(8, 1, 5, 5)", True),
        ("['sizes'][1]", "(10,)", "(12,)", False),
        ("['outputs']", "Tensor (2, 3) float32", "Tensor (2, 4) float32", False),
    ]


def test_what_did_not_come_is_named() -> None:
    assert [part.got for part in parts({"a": 1}, {"a": 1, "b": 2.5})] == ["1", "nothing"]
    assert [part.got for part in parts(["x"], ["x", (3, 3)])] == ["'x'", "nothing"]


def test_single_values_and_long_structures_have_no_parts() -> None:
    assert parts(torch.ones(2), torch.zeros(2)) == ()
    assert parts(["x"] * 41, ["y"] * 41) == ()


def test_steps_are_followed_at_the_number_that_is_farthest_off() -> None:
    def steps(slope: float) -> dict[str, object]:
        return {f"step {n}": {"w": torch.tensor([0.0, n * slope]), "t": n} for n in (1, 2, 3)}

    assert progress(steps(2), steps(1)) == Series(
        along="step", place="['w'][1]", positions=(1, 2, 3), expected=(1, 2, 3), got=(2, 4, 6)
    )
    assert progress({}, steps(1)) is None
    assert progress({"step 1": 1}, {"step 1": 2}) is None


def test_a_list_of_numbers_is_its_own_series() -> None:
    losses = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert progress([6.0, 5.0, 4, 3, 2, 2], losses) is None, "mixed types are no vector"
    found = progress([6.0, 5.0, 4.0, 3.0, 2.0, 2.0], losses)
    assert found is not None
    assert (found.along, found.got) == ("entry", (6, 5, 4, 3, 2, 2))
