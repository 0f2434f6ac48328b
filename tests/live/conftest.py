"""What the tests of the magic share."""

from tests.kit.building import course, kit

__all__ = ["course", "kit"]
