import numpy as np

"""
Update rules. Each takes weights, their gradient and a config dictionary, and returns the
next weights and the config for the next step.
"""


def sgd(w, dw, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    w -= config['learning_rate'] * dw
    return w, config


def sgd_momentum(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(x))
    v *= config['momentum']
    v -= config['learning_rate'] * dx
    x += v
    config['velocity'] = v
    return x, config


def rmsprop(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('decay_rate', 0.99)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(x))
    decay = config['decay_rate']
    config['cache'] = decay * config['cache'] + (1 - decay) * np.square(dx)
    x -= config['learning_rate'] * dx / np.sqrt(config['cache'] + config['epsilon'])
    return x, config


def adam(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('m', np.zeros_like(x))
    config.setdefault('v', np.zeros_like(x))
    config.setdefault('t', 1)
    lr, beta1, beta2, eps = [config[k] for k in ('learning_rate', 'beta1', 'beta2', 'epsilon')]
    config['t'] = config['t'] + 1
    t = config['t']
    config['m'] = beta1 * config['m'] + (1 - beta1) * dx
    config['v'] = beta2 * config['v'] + (1 - beta2) * (dx ** 2)
    rate = lr * np.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
    x -= rate * config['m'] / (np.sqrt(config['v']) + eps)
    return x, config
