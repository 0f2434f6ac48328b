"""What the tests of checks share."""

from tests.sandboxed import sandbox

__all__ = ["sandbox"]
