"""The same twelve checks on the same notebook with other harnesses: `python -m benchmarks.others`."""
