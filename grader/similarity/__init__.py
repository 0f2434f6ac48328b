"""Answers of one assignment that resemble each other more than their class does: what a person may want to look at.

Never an accusation: the same code can come from a lecture, a book or a neighbour, and the page says so.
"""

from grader.similarity.index import LEAST, Pair, similar_pairs
from grader.similarity.page import render
from grader.similarity.work import Work, work_of

__all__ = ["LEAST", "Pair", "Work", "render", "similar_pairs", "work_of"]
