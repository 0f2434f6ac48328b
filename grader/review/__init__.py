"""A local web page on which a person marks what the machine could not, with the keyboard alone where they like."""

from grader.review.items import Item, Pile
from grader.review.server import ReviewServer

__all__ = ["Item", "Pile", "ReviewServer"]
