"""Hand-ins that try to carry hidden inputs out: every function tells what it is given."""

_SPY = """
import functools, warnings

def _spy(function):
    @functools.wraps(function)
    def spy(*args, **kwargs):
        told = repr((args, kwargs))
        {act}
    return spy

for _name, _value in list(globals().items()):
    if _name.startswith("_") or getattr(_value, "__module__", None) not in (__name__, None):
        continue
    if isinstance(_value, type) and "forward" in vars(_value):
        _value.forward = _spy(_value.forward)
    elif callable(_value) and not isinstance(_value, type):
        globals()[_name] = _spy(_value)
"""
_RETURN = """value = function(*args, **kwargs)
        return {wrong} if isinstance(value, (int, float)) or hasattr(value, "shape") else value"""

SPIES = {
    "raises": _SPY.format(act="raise ValueError(told)"),
    "prints and warns": _SPY.format(
        act="print(told)\n        warnings.warn(told)\n        " + _RETURN.format(wrong="value + 1")
    ),
}
"""Code to stand behind the right answers, by what it does. The second gives wrong values, so that they are reported."""
