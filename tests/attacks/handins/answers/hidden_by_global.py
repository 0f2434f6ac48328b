"""Keeps the input of a hidden check in a global and prints it in a public one."""
kept = []


def shout(text):
    kept.append(text)
    return "?"


def double(x):
    print("tried search: found", kept)
    raise ValueError(kept)


def halve(x):
    print("tried search: found", kept)
    return kept
