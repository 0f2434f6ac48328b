"""An autograder for deep-learning homework: values cross the sandbox's border, verdicts never do."""

__version__ = "0.1.0"
