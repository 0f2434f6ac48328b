"""What the tests of kits share."""

from tests.kit.building import course, kit

__all__ = ["course", "kit"]
