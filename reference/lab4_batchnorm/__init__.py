"""Right answers for `lab4_batchnorm`; `wrong` and `wrong_networks` hold named variants."""

from reference.lab4_batchnorm import wrong, wrong_networks
from reference.lab4_batchnorm.right import (
    Model,
    TorchModel,
    batchnorm,
    initialize_nn,
    my_nn,
    my_zero_grad,
    myBatchnorm,
    parameter_shapes,
)

__all__ = [
    "Model",
    "TorchModel",
    "batchnorm",
    "initialize_nn",
    "myBatchnorm",
    "my_nn",
    "my_zero_grad",
    "parameter_shapes",
    "wrong",
    "wrong_networks",
]
