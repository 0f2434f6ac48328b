"""Answering the grader's calls: arguments in, values, gradients and traces out."""
