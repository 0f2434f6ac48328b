"""Answers with dictionaries whose keys collide, or cannot be keys."""
double = lambda x: {number << 40: number for number in range(200_000)}
halve = lambda x: {(number, -number): number for number in range(50_000)}
shout = lambda x: {float("nan"): 1, (("a",) * 20): 2, frozenset({1}): 3, None: 4, True: 5, 1.5: 6, b"x": 7}
