import pytest

from grader.worker.engines.old_python import modernized


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print x", "print(x)"),
        ("if x:\n    print 'a %d' % x, y", "if x:\n    print('a %d' % x, y)"),
        ("for i in x: print i,", "for i in x: print(i, end=' ')"),
        ("x = 1; print x", "x = 1; print(x)"),
        ("print x\nprint (a), b", "print(x)\nprint((a), b)"),
        ("try:\n    f()\nexcept ValueError, e:\n    print e", "try:\n    f()\nexcept ValueError as e:\n    print(e)"),
        ("try:\n    f()\nexcept (A, B), e: pass", "try:\n    f()\nexcept (A, B) as e: pass"),
    ],
)
def test_what_is_plainly_old_is_put_right(old: str, new: str) -> None:
    assert modernized(old) == new


@pytest.mark.parametrize("source", ["", "print(x)", "print", "print = 3", "x = (", "print x\nx = (", "print x y", "\0"])
def test_the_rest_is_left_alone(source: str) -> None:
    assert modernized(source) == source
