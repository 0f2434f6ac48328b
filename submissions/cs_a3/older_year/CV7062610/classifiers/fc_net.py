from builtins import range
from builtins import object
import numpy as np

from ..layers import *
from ..layer_utils import *


class FullyConnectedNet(object):
    """
    - dropout: Scalar between 0 and 1 giving dropout strength. If dropout=0 then the network should not use dropout.
    - use_batchnorm: Whether or not the network should use batch normalization.
    """
    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10,
                 dropout=0, use_batchnorm=False, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.use_batchnorm = use_batchnorm
        self.use_dropout = dropout > 0
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}
        layers_dims = np.hstack((input_dim, hidden_dims, num_classes))
        for i in range(self.num_layers):
            self.params['W' + str(i + 1)] = np.random.normal(0, weight_scale, (layers_dims[i], layers_dims[i + 1]))
            self.params['b' + str(i + 1)] = np.zeros((1, layers_dims[i + 1]))
            if use_batchnorm and i < len(hidden_dims):
                self.params['gamma' + str(i + 1)] = np.ones((1, layers_dims[i + 1]))
                self.params['beta' + str(i + 1)] = np.zeros((1, layers_dims[i + 1]))
        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {'mode': 'train', 'p': dropout}
            if seed is not None:
                self.dropout_param['seed'] = seed
        self.bn_params = []
        if self.use_batchnorm:
            self.bn_params = [{'mode': 'train'} for i in range(self.num_layers - 1)]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = 'test' if y is None else 'train'
        if self.dropout_param is not None:
            self.dropout_param['mode'] = mode
        if self.use_batchnorm:
            for bn_param in self.bn_params:
                bn_param['mode'] = mode
        h, caches, dcaches = X, [], []
        L = self.num_layers
        for i in range(L):
            W, b = self.params['W%d' % (i + 1)], self.params['b%d' % (i + 1)]
            if i == L - 1:
                scores, cache = affine_forward(h, W, b)
            elif self.use_batchnorm:
                h, cache = affine_bn_relu_forward(h, W, b, self.params['gamma%d' % (i + 1)],
                                                  self.params['beta%d' % (i + 1)], self.bn_params[i])
            else:
                h, cache = affine_relu_forward(h, W, b)
            caches.append(cache)
            if self.use_dropout and i < L - 1:
                h, d = dropout_forward(h, self.dropout_param)
                dcaches.append(d)
        if mode == 'test':
            return scores
        num_train = scores.shape[0]
        shift = scores - np.max(scores, axis=1).reshape(-1, 1)
        soft = np.exp(shift) / np.sum(np.exp(shift), axis=1).reshape(-1, 1)
        loss = -np.sum(np.log(soft[range(num_train), list(y)])) / num_train
        loss += 0.5 * self.reg * sum(np.sum(self.params[k] * self.params[k]) for k in self.params if k[0] == 'W')
        dout = soft.copy()
        dout[range(num_train), list(y)] += -1
        dout = dout / num_train
        grads = {}
        for i in reversed(range(L)):
            if i == L - 1:
                dout, dw, db = affine_backward(dout, caches.pop())
            else:
                if self.use_dropout:
                    dout = dropout_backward(dout, dcaches.pop())
                if self.use_batchnorm:
                    dout, dw, db, grads['gamma%d' % (i + 1)], grads['beta%d' % (i + 1)] = affine_bn_relu_backward(dout, caches.pop())
                else:
                    dout, dw, db = affine_relu_backward(dout, caches.pop())
            grads['W%d' % (i + 1)] = dw + self.reg * self.params['W%d' % (i + 1)]
            grads['b%d' % (i + 1)] = db
        return loss, grads
