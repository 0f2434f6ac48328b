"""Forges replies with megabytes of notes, outputs and texts, to fill the reports."""
import sys

frame = sys._getframe()
while frame:
    if "OPERATIONS" in frame.f_globals:
        operations = frame.f_globals["OPERATIONS"]
        big = "big " * 200_000
        many = [f"{number} {'note' * 100}" for number in range(10_000)]
        operations["call"] = lambda session, request: {"value": big, "arguments": {}, "printed": big, "warnings": many, "seconds": 1e308}
        if "session" in frame.f_locals:
            for text in many:
                frame.f_locals["session"].notes.add(text)
    frame = frame.f_back
double = halve = shout = None
