"""Kits: what students get to check themselves, with recorded answers in place of the reference."""

from grader.kit.build import BuiltKit, build_kit
from grader.kit.errors import KitError
from grader.kit.load import is_kit, load_kit

__all__ = ["BuiltKit", "KitError", "build_kit", "is_kit", "load_kit"]
