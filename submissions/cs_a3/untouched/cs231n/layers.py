from builtins import range
import numpy as np


def affine_forward(x, w, b):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def affine_backward(dout, cache):
    dx = None
    dw = None
    db = None
    # TODO: Implement this.
    pass
    return dx, dw, db


def relu_forward(x):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def relu_backward(dout, cache):
    dx = None
    # TODO: Implement this.
    pass
    return dx


def batchnorm_forward(x, gamma, beta, bn_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def batchnorm_backward(dout, cache):
    dx = None
    dgamma = None
    dbeta = None
    # TODO: Implement this.
    pass
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    dx = None
    dgamma = None
    dbeta = None
    # TODO: Implement this.
    pass
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def layernorm_backward(dout, cache):
    dx = None
    dgamma = None
    dbeta = None
    # TODO: Implement this.
    pass
    return dx, dgamma, dbeta


def dropout_forward(x, dropout_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def dropout_backward(dout, cache):
    dx = None
    # TODO: Implement this.
    pass
    return dx


def conv_forward_naive(x, w, b, conv_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def conv_backward_naive(dout, cache):
    dx = None
    dw = None
    db = None
    # TODO: Implement this.
    pass
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def max_pool_backward_naive(dout, cache):
    dx = None
    # TODO: Implement this.
    pass
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    dx = None
    dgamma = None
    dbeta = None
    # TODO: Implement this.
    pass
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out = None
    cache = None
    # TODO: Implement this.
    pass
    return out, cache


def spatial_groupnorm_backward(dout, cache):
    dx = None
    dgamma = None
    dbeta = None
    # TODO: Implement this.
    pass
    return dx, dgamma, dbeta


def svm_loss(x, y):
    loss = None
    dx = None
    # TODO: Implement this.
    pass
    return loss, dx


def softmax_loss(x, y):
    loss = None
    dx = None
    # TODO: Implement this.
    pass
    return loss, dx
