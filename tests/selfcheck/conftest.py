"""What the tests of self-checks share."""

from tests.sandboxed import sandbox

__all__ = ["sandbox"]
