"""Answers with containers a million levels deep, a million wide, or inside themselves."""


def double(x):
    thing = []
    for _ in range(1_000_000):
        thing = [thing]
    return thing


def halve(x):
    thing = {}
    thing["me"] = [thing]
    return thing


shout = lambda x: [[] for _ in range(1_000_000)]
