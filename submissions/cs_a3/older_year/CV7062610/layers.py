from builtins import range
import numpy as np


def affine_forward(x, w, b):
    N = x.shape[0]
    x_row = np.reshape(x, (N, np.prod(x.shape[1:])))
    out = np.dot(x_row, w) + np.reshape(b, (1, -1))
    cache = {'x': x, 'w': w, 'b': b}
    return [out, cache]


def affine_backward(dout, cache):
    x, w = cache['x'], cache['w']
    x_row = x.reshape(len(x), -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = x_row.T @ dout
    db = np.ones((1, dout.shape[0])) @ dout
    return [dx, dw, db]


def relu_forward(x):
    keep = x >= 0
    x[~keep] = 0
    return x, keep


def relu_backward(dout, cache):
    dout[~cache] = 0
    return dout


def batchnorm_forward(x, gamma, beta, bn_param):
    """bn_param: mode, eps, momentum, running_mean (1, D), running_var (1, D)"""
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)
    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros((1, D)))
    running_var = bn_param.get('running_var', np.zeros((1, D)))
    if mode == 'train':
        mu = np.mean(x, axis=0, keepdims=True)
        x -= mu
        sq = x ** 2
        var = np.mean(sq, axis=0, keepdims=True)
        sqrtvar = np.sqrt(var + eps)
        ivar = 1. / sqrtvar
        xhat = x * ivar
        out = gamma * xhat + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        cache = {'xhat': xhat, 'gamma': gamma, 'xmu': x, 'ivar': ivar, 'sqrtvar': sqrtvar, 'var': var, 'eps': eps}
    elif mode == 'test':
        scale = gamma / np.sqrt(running_var + eps)
        out = x * scale + (beta - running_mean * scale)
        cache = {}
    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    """The nodes of the computational graph one by one."""
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = [cache[k] for k in ('xhat', 'gamma', 'xmu', 'ivar', 'sqrtvar', 'var', 'eps')]
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0, keepdims=True)
    dgamma = np.sum(dout * xhat, axis=0, keepdims=True)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
    dsq = 1. / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1. / N * np.ones((N, D)) * dmu
    dx = dx1 + dx2
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, gamma, ivar = cache['xhat'], cache['gamma'], cache['ivar']
    dxhat = dout * gamma
    dx = ivar * (dxhat - np.mean(dxhat, axis=0) - xhat * np.mean(dxhat * xhat, axis=0))
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    x = x.T
    mu = np.mean(x, axis=0)
    ivar = 1 / np.sqrt(np.var(x, axis=0) + eps)
    xhat = ((x - mu) * ivar).T
    return gamma * xhat + beta, [xhat, ivar.reshape(-1, 1), gamma]


def layernorm_backward(dout, cache):
    xhat, ivar, gamma = cache
    dxhat = dout * gamma
    m = lambda a: np.mean(a, axis=1, keepdims=True)
    dx = ivar * (dxhat - m(dxhat) - xhat * m(dxhat * xhat))
    return dx, np.sum(dout * xhat, axis=0, keepdims=True), np.sum(dout, axis=0, keepdims=True)


def dropout_forward(x, dropout_param):
    """
    - dropout_param: A dictionary with the following keys:
      - p: Dropout parameter. We drop each neuron output with probability p.
      - mode: 'test' or 'train'.
      - seed: Seed for the random number generator.
    """
    p, mode = dropout_param['p'], dropout_param['mode']
    if 'seed' in dropout_param:
        np.random.seed(dropout_param['seed'])
    mask = None
    if mode == 'train':
        mask = np.random.binomial(1, 1 - p, size=x.shape)
        x *= mask
        x /= (1 - p)
    return x, (dropout_param, mask)


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    if dropout_param['mode'] == 'train':
        return dout * mask / (1 - dropout_param['p'])
    return dout


def conv_forward_naive(x, w, b, conv_param):
    pad, stride = conv_param['pad'], conv_param['stride']
    xp = np.pad(x, [(0,), (0,), (pad,), (pad,)], 'constant')
    F, C, HH, WW = w.shape
    Hp = int((x.shape[2] + 2 * pad - HH) / stride + 1)
    Wp = int((x.shape[3] + 2 * pad - WW) / stride + 1)
    out = np.empty((len(x), F, Hp, Wp))
    cols = {}
    for i in range(Hp):
        for j in range(Wp):
            col = xp[:, :, i * stride:i * stride + HH, j * stride:j * stride + WW].reshape(len(x), -1)
            out[:, :, i, j] = col @ w.reshape(F, -1).T + b
            cols[i, j] = col
    return out, (cols, x.shape, xp.shape, w, conv_param)


def conv_backward_naive(dout, cache):
    cols, shape, padded, w, conv_param = cache
    pad, stride = conv_param['pad'], conv_param['stride']
    F, C, HH, WW = w.shape
    dxp = np.zeros(padded)
    dw = np.zeros((F, C * HH * WW))
    for (i, j), col in cols.items():
        d = dout[:, :, i, j]
        dw += d.T @ col
        dxp[:, :, i * stride:i * stride + HH, j * stride:j * stride + WW] += (d @ w.reshape(F, -1)).reshape(-1, C, HH, WW)
    dx = dxp[:, :, pad:padded[2] - pad, pad:padded[3] - pad]
    return dx, dw.reshape(w.shape), dout.sum(axis=(0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    """
    Forward pass of max-pooling.
    """
    height, width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    H_out = 1 + (H - height) // stride
    W_out = 1 + (W - width) // stride
    out = np.zeros((N, C, H_out, W_out))
    for i in range(H_out):
        for j in range(W_out):
            out[:, :, i, j] = x[:, :, i * stride : i * stride + height, j * stride : j * stride + width].max(axis=(2, 3))
    cache = (x, pool_param)
    return out, cache


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    h, w, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*dout.shape):
        window = x[n, c, i * s:i * s + h, j * s:j * s + w]
        a, b = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """
    Forward pass of spatial batch normalization.
    """
    N, C, H, W = x.shape
    flat, cache = batchnorm_forward(x.transpose(0, 2, 3, 1).reshape(-1, C), gamma, beta, bn_param)
    out = flat.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    """
    Backward pass of spatial batch normalization.
    """
    N, C, H, W = dout.shape
    dflat, dgamma, dbeta = batchnorm_backward(dout.transpose(0, 2, 3, 1).reshape(-1, C), cache)
    dx = dflat.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get('eps', 1e-5)
    N, C, H, W = x.shape
    x = x.reshape(N, G, C // G, H, W)
    mean = x.mean(axis=(2, 3, 4), keepdims=True)
    var = x.var(axis=(2, 3, 4), keepdims=True)
    xhat = ((x - mean) / np.sqrt(var + eps)).reshape(N, C, H, W)
    out = gamma[np.newaxis, :, np.newaxis, np.newaxis] * xhat + beta[np.newaxis, :, np.newaxis, np.newaxis]
    return out, (G, xhat, np.sqrt(var + eps), gamma)


def spatial_groupnorm_backward(dout, cache):
    G, xhat, std, gamma = cache
    N, C, H, W = dout.shape
    shape = (N, G, C // G, H, W)
    d = (dout * gamma[None, :, None, None]).reshape(shape)
    h = xhat.reshape(shape)
    mean = lambda a: a.mean(axis=(2, 3, 4), keepdims=True)
    dx = (d - mean(d) - h * mean(d * h)) / std
    return dx.reshape(dout.shape), (dout * xhat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def svm_loss(x, y):
    """
    Multiclass hinge loss and its gradient.
    """
    N = x.shape[0]
    correct = x[np.arange(N), y]
    margins = np.maximum(0, x - correct[:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(N), y] -= np.sum(margins > 0, axis=1)
    dx /= N
    return loss, dx


def softmax_loss(x, y):
    """
    Softmax loss and its gradient.
    """
    N = x.shape[0]
    probs = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx
