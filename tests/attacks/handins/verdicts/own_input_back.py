"""Answers with the very object that came in."""
double = halve = shout = lambda x: x
