"""The submission's side of a check: asking its worker, and reading the answers."""
