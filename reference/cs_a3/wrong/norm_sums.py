"""Wrong variants of the gradients of gamma and beta in batch and layer normalization: what they sum, and over what."""

from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import Normalized
from reference.cs_a3.wrong.norm_back import Back, wrong


def _each(dout: Array, cache: Normalized) -> Array:
    """What each number of the output adds to the gradient of gamma."""
    return dout * cache.normal


_MEAN = "Each example adds to the gradients of gamma and beta: sum, do not average."
wrong(
    "dgamma and dbeta averaged",
    0.5,
    _MEAN,
    Back(
        dgamma=lambda dout, cache: _each(dout, cache).mean(axis=0),
        dbeta=lambda dout, cache: dout.mean(axis=0),
    ),
)
wrong("dgamma averaged", 0.5, _MEAN, Back(dgamma=lambda dout, cache: _each(dout, cache).mean(axis=0)))
wrong("dbeta averaged", 0.5, _MEAN, Back(dbeta=lambda dout, cache: dout.mean(axis=0)))

_FEATURES = "gamma and beta serve all examples, so their gradients have one number for each feature."
wrong("not summed over the batch", 0.25, _FEATURES, Back(dgamma=_each, dbeta=lambda dout, cache: dout))
wrong("dgamma not summed over the batch", 0.5, _FEATURES, Back(dgamma=_each))
wrong("dbeta not summed over the batch", 0.5, _FEATURES, Back(dbeta=lambda dout, cache: dout))
wrong(
    "summed over the features",
    0.25,
    _FEATURES,
    Back(
        dgamma=lambda dout, cache: _each(dout, cache).sum(axis=1),
        dbeta=lambda dout, cache: dout.sum(axis=1),
    ),
)
wrong("dgamma by example", 0.5, _FEATURES, Back(dgamma=lambda dout, cache: _each(dout, cache).sum(axis=1)))
wrong("dbeta by example", 0.5, _FEATURES, Back(dbeta=lambda dout, cache: dout.sum(axis=1)))
wrong(
    "summed to one number",
    0.25,
    _FEATURES,
    Back(dgamma=lambda dout, cache: _each(dout, cache).sum(), dbeta=lambda dout, cache: dout.sum()),
)
wrong("dgamma one number", 0.5, _FEATURES, Back(dgamma=lambda dout, cache: _each(dout, cache).sum()))
wrong("dbeta one number", 0.5, _FEATURES, Back(dbeta=lambda dout, cache: dout.sum()))
_PRODUCT = "gamma meets each feature by itself: does a matrix product keep the features apart?"
wrong("dgamma a matrix product", 0.5, _PRODUCT, Back(dgamma=lambda dout, cache: dout.T @ cache.normal))
wrong("dgamma a matrix product, transposed", 0.5, _PRODUCT, Back(dgamma=lambda dout, cache: cache.normal.T @ dout))
