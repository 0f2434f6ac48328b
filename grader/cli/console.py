"""The two streams of the terminal: results on one, progress and errors on the other."""

from rich.console import Console

out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
