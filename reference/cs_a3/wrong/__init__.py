"""Named wrong variants, a file for each group of right answers. Importing them declares them."""

from reference.cs_a3.wrong import batchnorm, conv, dropout, layernorm, layers, nets, pytorch, spatial

__all__ = ["batchnorm", "conv", "dropout", "layernorm", "layers", "nets", "pytorch", "spatial"]
