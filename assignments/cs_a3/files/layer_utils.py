"""Layers that often stand together, as pairs of functions like those in `layers`."""

from .fast_layers import *
from .layers import *


def affine_relu_forward(x, w, b):
    """An affine layer and a ReLU."""
    summed, affine_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(summed)
    return out, (affine_cache, relu_cache)


def affine_relu_backward(dout, cache):
    """Gradients of x, w and b."""
    affine_cache, relu_cache = cache
    return affine_backward(relu_backward(dout, relu_cache), affine_cache)


def conv_relu_forward(x, w, b, conv_param):
    """A convolution and a ReLU."""
    summed, conv_cache = conv_forward_fast(x, w, b, conv_param)
    out, relu_cache = relu_forward(summed)
    return out, (conv_cache, relu_cache)


def conv_relu_backward(dout, cache):
    """Gradients of x, w and b."""
    conv_cache, relu_cache = cache
    return conv_backward_fast(relu_backward(dout, relu_cache), conv_cache)


def conv_bn_relu_forward(x, w, b, gamma, beta, conv_param, bn_param):
    """A convolution, spatial batch normalization and a ReLU."""
    summed, conv_cache = conv_forward_fast(x, w, b, conv_param)
    normal, norm_cache = spatial_batchnorm_forward(summed, gamma, beta, bn_param)
    out, relu_cache = relu_forward(normal)
    return out, (conv_cache, norm_cache, relu_cache)


def conv_bn_relu_backward(dout, cache):
    """Gradients of x, w, b, gamma and beta."""
    conv_cache, norm_cache, relu_cache = cache
    dnormal, dgamma, dbeta = spatial_batchnorm_backward(relu_backward(dout, relu_cache), norm_cache)
    dx, dw, db = conv_backward_fast(dnormal, conv_cache)
    return dx, dw, db, dgamma, dbeta


def conv_relu_pool_forward(x, w, b, conv_param, pool_param):
    """A convolution, a ReLU and max-pooling."""
    active, cache = conv_relu_forward(x, w, b, conv_param)
    out, pool_cache = max_pool_forward_fast(active, pool_param)
    return out, (cache, pool_cache)


def conv_relu_pool_backward(dout, cache):
    """Gradients of x, w and b."""
    conv_relu_cache, pool_cache = cache
    return conv_relu_backward(max_pool_backward_fast(dout, pool_cache), conv_relu_cache)
