"""The reference's side of a check: expectations that only `expect` can open, and named wrong variants."""
