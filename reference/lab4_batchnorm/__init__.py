"""Right answers for `lab4_batchnorm`; the modules called `wrong` and `wrong_...` hold named variants."""

from reference.lab4_batchnorm import wrong, wrong_halves, wrong_networks, wrong_training
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
from reference.lab4_batchnorm.training import train_my_nn

__all__ = [
    "Model",
    "TorchModel",
    "batchnorm",
    "initialize_nn",
    "myBatchnorm",
    "my_nn",
    "my_zero_grad",
    "parameter_shapes",
    "train_my_nn",
    "wrong",
    "wrong_halves",
    "wrong_networks",
    "wrong_training",
]
