"""Errors of code that was right when it was written: for Python 2, or for an old NumPy."""

import re

_PYTHON_2 = "That is Python 2; in Python 3 write"
_SAYINGS = (
    (r"has no attribute 'iter(items|keys|values)'", rf"{_PYTHON_2} `.\1()`."),
    (r"has no attribute 'has_key'", f"{_PYTHON_2} `key in dictionary`."),
    (r"name 'xrange' is not defined", f"{_PYTHON_2} `range`."),
    (r"name '(raw_input|unicode|unichr|long|reduce|basestring)' is not defined", r"`\1` is a name of Python 2."),
    (r"No module named '(cPickle|urllib2|Queue|StringIO)'", r"`\1` is a module of Python 2."),
    (
        r"'float' object cannot be interpreted as an integer|slice indices must be integers|only integers, slices"
        r"|Cannot cast array data from dtype\('float64'\) to dtype\('int64'\)|`pad_width` must be of integral type",
        "In Python 3 `/` between whole numbers gives a float; `//` gives a whole number.",
    ),
    (r"module 'numpy' has no attribute '(\w+)'", r"`np.\1` was removed from NumPy."),
    (
        r"'(dict_\w+|map|filter|zip)' object is not subscriptable",
        r"In Python 3 `\1` is no list; `list(...)` makes one.",
    ),
    (
        r"'newshape'",
        "The argument `newshape` of `np.reshape` was removed from NumPy; it is `shape` now, or goes by place.",
    ),
)


def saying(message: str) -> str:
    """What an exception's text tells of old code, as a sentence; empty when nothing."""
    found = ((re.search(pattern, message), sentence) for pattern, sentence in _SAYINGS)
    return next((match.expand(sentence) for match, sentence in found if match), "")
