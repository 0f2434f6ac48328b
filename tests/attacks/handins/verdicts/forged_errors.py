"""Reports exceptions with absurd fields: huge lines, missing types, megabytes of traceback."""
import sys

frame = sys._getframe()
while frame:
    if "OPERATIONS" in frame.f_globals:
        error = {"type": "<script>" * 999, "message": "m" * (3 << 20), "traceback": "\x1b[2J" * (1 << 19), "line": 2**500, "cell": -7}
        frame.f_globals["OPERATIONS"]["call"] = lambda session, request: {"status": "raised", "error": error}
    frame = frame.f_back
double = halve = shout = None
