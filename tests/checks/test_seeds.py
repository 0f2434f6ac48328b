import torch

from grader.checks.generate import Generator
from grader.checks.seeds import Seeds


def test_seeds_depend_on_secret_assignment_check_use_and_purpose() -> None:
    base = Seeds(b"secret", "lab4")
    others = [
        base.of("1/a"),
        base.of("1/b"),
        base.of("1/a", "other"),
        Seeds(b"other", "lab4").of("1/a"),
        Seeds(b"secret", "lab5").of("1/a"),
        Seeds(b"secret", "lab4", "self-check").of("1/a"),
        base.call("1/a", 0),
        base.call("1/a", 1),
    ]
    assert len(set(others)) == len(others)
    assert Seeds(b"secret", "lab4").of("1/a") == base.of("1/a")


def test_parts_are_kept_apart() -> None:
    assert Seeds(b"s", "ab").of("c") != Seeds(b"s", "a").of("bc")


def test_self_checks_need_no_secret() -> None:
    assert Seeds(b"x", "lab4", "self-check").of("1/a") == Seeds(b"y", "lab4", "self-check").of("1/a")


def test_seeds_of_calls_fit_every_library() -> None:
    assert all(0 <= Seeds(b"s", "a").call("c", number) < 2**31 for number in range(100))


def test_draws_repeat_and_follow_one_stream() -> None:
    first, second = Generator(5), Generator(5)
    assert torch.equal(first.normal((3, 2)), second.normal((3, 2)))
    assert not torch.equal(first.normal((3, 2)), Generator(5).normal((3, 2)))


def test_shapes_dtypes_and_ranges() -> None:
    gen = Generator(1)
    x = gen.uniform((50, 4), -2, 3, dtype=torch.float64, requires_grad=True)
    assert (x.shape, x.dtype, x.requires_grad, x.is_leaf) == ((50, 4), torch.float64, True, True)
    assert x.min() >= -2
    assert x.max() < 3
    assert gen.normal(7).shape == (7,)
    assert gen.array.normal((2, 3)).dtype == "float64"
    stats = gen.stats(6)
    assert stats["running_mean"].shape == stats["running_var"].shape == (6,)
    assert stats["running_var"].min() >= 0.5


def test_labels_hold_every_class() -> None:
    labels = Generator(2).labels(20, 10)
    assert (labels.dtype, labels.shape) == (torch.int64, (20,))
    assert set(labels.tolist()) == set(range(10))
    assert Generator(2).labels(3, 10).shape == (3,)
