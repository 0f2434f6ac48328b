"""Numeric gradients by central differences, to hold one's own gradients against."""

import random

import numpy as np


def _places(x):
    return np.ndindex(*x.shape)


def _difference(f, x, place, h):
    """f a step ahead of x at one place, less f a step behind; x is put back."""
    before = x[place]
    x[place] = before + h
    ahead = np.copy(f(x))
    x[place] = before - h
    behind = np.copy(f(x))
    x[place] = before
    return ahead - behind


def eval_numerical_gradient(f, x, verbose=True, h=0.00001):
    """Gradient of a function of an array that returns one number."""
    grad = np.zeros_like(x)
    for place in _places(x):
        grad[place] = _difference(f, x, place, h) / (2 * h)
        if verbose:
            print(place, grad[place])
    return grad


def eval_numerical_gradient_array(f, x, df, h=1e-5):
    """Gradient of sum(f(x) * df), for a function that returns an array."""
    grad = np.zeros_like(x)
    for place in _places(x):
        grad[place] = np.sum(_difference(f, x, place, h) * df) / (2 * h)
    return grad


def grad_check_sparse(f, x, analytic_grad, num_checks=10, h=1e-5):
    """Print numeric and own gradient at a few places drawn at random."""
    for _ in range(num_checks):
        place = tuple(random.randrange(length) for length in x.shape)
        numeric = _difference(f, x, place, h) / (2 * h)
        own = analytic_grad[place]
        error = abs(numeric - own) / max(1e-12, abs(numeric) + abs(own))
        print(f"numerical: {numeric:f} analytic: {own:f}, relative error: {error:e}")
