"""What the tests of the pipeline share."""

from tests.sandboxed import sandbox

__all__ = ["sandbox"]
