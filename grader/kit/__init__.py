"""Kits: what students get to check themselves, with recorded answers in place of the reference.

Building one (`grader.kit.build`) needs rooms that stay with the instructor, so it is not among what is imported here.
"""

from grader.kit.errors import KitError
from grader.kit.load import is_kit, load_kit

__all__ = ["KitError", "is_kit", "load_kit"]
