"""Named wrong variants, a file for each group of right answers. Importing them declares them."""

from reference.cs_a3.wrong import (
    adam,
    batchnorm,
    batchnorm_back,
    conv,
    conv_back,
    dropout,
    groupnorm,
    layernorm,
    layers,
    max_pool,
    max_pool_back,
    nets,
    penalty,
    pytorch,
    spatial,
    update_rules,
)

__all__ = [
    "adam",
    "batchnorm",
    "batchnorm_back",
    "conv",
    "conv_back",
    "dropout",
    "groupnorm",
    "layernorm",
    "layers",
    "max_pool",
    "max_pool_back",
    "nets",
    "penalty",
    "pytorch",
    "spatial",
    "update_rules",
]
