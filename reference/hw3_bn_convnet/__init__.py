"""Right answers for `hw3_bn_convnet`: two networks, their figures, their training; `wrong` holds named variants."""

from reference.hw3_bn_convnet import wrong
from reference.hw3_bn_convnet.nets import BatchNormConvNet, ConvNet
from reference.hw3_bn_convnet.training import (
    compute_accuracy,
    compute_local_smoothness,
    compute_logs,
    compute_objective,
    minibatch_sgd_one_pass,
)

__all__ = [
    "BatchNormConvNet",
    "ConvNet",
    "compute_accuracy",
    "compute_local_smoothness",
    "compute_logs",
    "compute_objective",
    "minibatch_sgd_one_pass",
    "wrong",
]
