"""A reference for the tests of batch normalization on arrays."""

from typing import Any

import numpy as np

from grader.checks import misconception

Cache = tuple[Any, Any, Any]


def batchnorm_forward(x: Any, gamma: Any, beta: Any, bn_param: dict[str, Any]) -> tuple[Any, Cache]:
    return _forward(x, gamma, beta, bn_param, x.var(axis=0))


def batchnorm_backward(dout: Any, cache: Cache) -> tuple[Any, Any, Any]:
    normal, std, gamma = cache
    inner = dout * gamma
    dx = (inner - inner.mean(axis=0) - normal * (inner * normal).mean(axis=0)) / std
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)


def _forward(x: Any, gamma: Any, beta: Any, bn_param: dict[str, Any], batch_var: Any) -> tuple[Any, Cache]:
    mean, var = (bn_param.get(key, np.zeros(x.shape[1])) for key in ("running_mean", "running_var"))
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = 0.9 * mean + 0.1 * x.mean(axis=0)
        bn_param["running_var"] = 0.9 * var + 0.1 * batch_var
        mean, var = x.mean(axis=0), batch_var
    std = np.sqrt(var + 1e-5)
    normal = (x - mean) / std
    return gamma * normal + beta, (normal, std, gamma)


@misconception(batchnorm_forward, "unbiased variance", hint="N, not N - 1.", credit=0.5)
def _unbiased(x: Any, gamma: Any, beta: Any, bn_param: dict[str, Any]) -> tuple[Any, Cache]:
    return _forward(x, gamma, beta, bn_param, x.var(axis=0, ddof=1))


@misconception(batchnorm_backward, "mean forgotten", hint="The mean depends on x too.", credit=0.25)
def _mean_forgotten(dout: Any, cache: Cache) -> tuple[Any, Any, Any]:
    normal, std, gamma = cache
    inner = dout * gamma
    dx = (inner - normal * (inner * normal).mean(axis=0)) / std
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)
