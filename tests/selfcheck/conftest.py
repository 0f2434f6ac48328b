"""What the tests of self-checks share."""

from tests.kit.building import course, kit
from tests.sandboxed import sandbox

__all__ = ["course", "kit", "sandbox"]
