"""Right answers for `cs_a3`: update rules, layers, normalizations, dropout, networks; `wrong` holds named variants."""

from reference.cs_a3 import wrong
from reference.cs_a3.conv import (
    conv_backward_naive,
    conv_forward_naive,
    max_pool_backward_naive,
    max_pool_forward_naive,
)
from reference.cs_a3.dropout import dropout_backward, dropout_forward
from reference.cs_a3.layers import (
    affine_backward,
    affine_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
    svm_loss,
)
from reference.cs_a3.nets import FullyConnectedNet
from reference.cs_a3.norms import (
    batchnorm_backward,
    batchnorm_backward_alt,
    batchnorm_forward,
    layernorm_backward,
    layernorm_forward,
)
from reference.cs_a3.pytorch import (
    ThreeLayerConvNet,
    module_optimizer,
    network_ending,
    sequential_optimizer,
    three_layer_convnet,
)
from reference.cs_a3.spatial import (
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    spatial_groupnorm_backward,
    spatial_groupnorm_forward,
)
from reference.update_rules import (
    adam,
    adam_eps_hat,
    adam_eps_inside,
    rmsprop,
    rmsprop_eps_inside,
    sgd_momentum,
)

__all__ = [
    "FullyConnectedNet",
    "ThreeLayerConvNet",
    "adam",
    "adam_eps_hat",
    "adam_eps_inside",
    "affine_backward",
    "affine_forward",
    "batchnorm_backward",
    "batchnorm_backward_alt",
    "batchnorm_forward",
    "conv_backward_naive",
    "conv_forward_naive",
    "dropout_backward",
    "dropout_forward",
    "layernorm_backward",
    "layernorm_forward",
    "max_pool_backward_naive",
    "max_pool_forward_naive",
    "module_optimizer",
    "network_ending",
    "relu_backward",
    "relu_forward",
    "rmsprop",
    "rmsprop_eps_inside",
    "sequential_optimizer",
    "sgd_momentum",
    "softmax_loss",
    "spatial_batchnorm_backward",
    "spatial_batchnorm_forward",
    "spatial_groupnorm_backward",
    "spatial_groupnorm_forward",
    "svm_loss",
    "three_layer_convnet",
    "wrong",
]
