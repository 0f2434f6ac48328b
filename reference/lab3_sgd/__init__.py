"""Right answers for `lab3_sgd`: a network of plain tensors, its figures, its training; `wrong` holds named variants."""

from reference.lab3_sgd import wrong
from reference.lab3_sgd.network import initialize_nn, my_nn, parameter_shapes
from reference.lab3_sgd.training import test, train_momentum, train_SGD

__all__ = ["initialize_nn", "my_nn", "parameter_shapes", "test", "train_SGD", "train_momentum", "wrong"]
