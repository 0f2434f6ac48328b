"""Answers with integers of a hundred thousand digits, as values, keys and shapes."""
import sys

sys.set_int_max_str_digits(0)
double = lambda x: 10**100_000
halve = lambda x: {10**100_000: -(10**100_000)}
shout = lambda x: [2**511, -(2**511), 2**63, -(2**63) - 1] * 100
