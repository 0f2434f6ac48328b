"""Forges the fields of its replies: arguments, printed text, warnings, times, errors and lines."""
import sys

frame = sys._getframe()
while frame:
    if "OPERATIONS" in frame.f_globals:
        operations = frame.f_globals["OPERATIONS"]
        operations["call"] = lambda session, request: {
            "value": {"\0": [float("nan")] * 9},
            "arguments": {"x": None, "self": 1, "\0": 2},
            "printed": ["<script>"],
            "warnings": {"a": 1},
            "seconds": float("inf"),
            "cpu_seconds": -(2**500),
            "taps": [{"name": "double", "arguments": 3}],
            "error": 7,
        }
    frame = frame.f_back


def double(x):
    return None


halve = shout = double
