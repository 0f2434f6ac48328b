"""References of the benchmark's course."""
