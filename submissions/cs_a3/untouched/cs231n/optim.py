import numpy as np

"""
Update rules. Each takes weights, their gradient and a config dictionary, and returns the
next weights and the config for the next step.
"""


def sgd(w, dw, config=None):
    """
    Plain stochastic gradient descent.

    config:
    - learning_rate: scalar
    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)

    w -= config["learning_rate"] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    next_w = None
    # TODO: Implement this.
    pass
    return next_w, config


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    next_w = None
    # TODO: Implement this.
    pass
    return next_w, config


def adam(w, dw, config=None):
    if config is None:
        config = {}
    next_w = None
    # TODO: Implement this.
    pass
    return next_w, config
