import pytest

from grader.checks.asking.answers import Answer, fault_of
from grader.checks.asking.outdated import saying
from grader.model import Limits


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("'dict' object has no attribute 'iteritems'", "That is Python 2; in Python 3 write `.items()`."),
        ("name 'xrange' is not defined", "That is Python 2; in Python 3 write `range`."),
        (
            "'float' object cannot be interpreted as an integer",
            "In Python 3 `/` between whole numbers gives a float; `//` gives a whole number.",
        ),
        (
            "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'same_kind'",
            "In Python 3 `/` between whole numbers gives a float; `//` gives a whole number.",
        ),
        ("module 'numpy' has no attribute 'product'", "`np.product` was removed from NumPy."),
        ("'dict_keys' object is not subscriptable", "In Python 3 `dict_keys` is no list; `list(...)` makes one."),
        ("operands could not be broadcast together", ""),
    ],
)
def test_old_code_is_told_by_its_error(message: str, sentence: str) -> None:
    assert saying(message) == sentence


def test_a_fault_says_so() -> None:
    error = {"type": "NameError", "message": "name 'xrange' is not defined"}
    fault = fault_of(Answer({"status": "raised", "error": error}, {}), Limits())
    assert fault.message == "NameError: name 'xrange' is not defined. That is Python 2; in Python 3 write `range`."
