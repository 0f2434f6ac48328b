"""Wrong variants of batch normalization's forward pass in test mode."""

import numpy as np

from reference.cs_a3.wrong.batchnorm_steps import Steps, of_batch, wrong
from reference.cs_a3.wrong.norm_steps import BETA, GAMMA

_VARIANCE = "In test mode the differences are divided by the running variance. What are they divided by in train mode?"
wrong(
    "gamma and beta left out in test mode",
    0.5,
    "In test mode the output is normalized but not yet scaled and shifted.",
    Steps(scaled_in_test=lambda normal, gamma, beta: normal),
)
wrong("beta left out in test mode", 0.5, BETA, Steps(scaled_in_test=lambda normal, gamma, beta: gamma * normal))
wrong("gamma left out in test mode", 0.5, GAMMA, Steps(scaled_in_test=lambda normal, gamma, beta: normal + beta))
wrong(
    "gamma and beta swapped in test mode",
    0.5,
    "In test mode, one of gamma and beta scales and the other one shifts: which is which?",
    Steps(scaled_in_test=lambda normal, gamma, beta: beta * normal + gamma),
)
wrong(
    "eps missing in test mode",
    0.5,
    "Test mode needs the same eps as train mode, under the same root.",
    Steps(std_in_test=lambda var, eps: np.sqrt(var)),
)
wrong(
    "eps outside the root in test mode",
    0.5,
    "In test mode, look at where eps stands: it belongs to the variance, under the square root.",
    Steps(std_in_test=lambda var, eps: np.sqrt(var) + eps),
)
wrong(
    "squared variance in test mode",
    0.5,
    "The running variance is a square already, and is squared once more under the root.",
    Steps(std_in_test=lambda var, eps: np.sqrt(var**2 + eps)),
)
wrong("variance for deviation in test mode", 0.5, _VARIANCE, Steps(std_in_test=lambda var, eps: var + eps))
wrong("variance for deviation in test mode, without eps", 0.5, _VARIANCE, Steps(std_in_test=lambda var, eps: var))
wrong(
    "mean not subtracted in test mode",
    0.25,
    "In test mode x is divided by the running deviation, but its running mean is not subtracted.",
    Steps(fixed=lambda x, running: (0 * running[0], running[1])),
)
wrong(
    "variance of the batch in test mode",
    0.25,
    "In test mode the running mean is subtracted, but the variance is that of the batch.",
    Steps(fixed=lambda x, running: (running[0], x.var(axis=0))),
)
wrong(
    "mean of the batch in test mode",
    0.25,
    "In test mode x is divided by the running deviation, but the mean that is subtracted is that of the batch.",
    Steps(fixed=lambda x, running: (x.mean(axis=0), running[1])),
)
wrong(
    "batch statistics in test mode",
    0.0,
    "In test mode the output depends on the other examples of the batch. There the running statistics take the "
    "batch's place.",
    Steps(fixed=lambda x, running: of_batch(x)),
)
wrong(
    "mode ignored",
    0.0,
    "Test mode does what train mode does: it must not look at the batch's statistics, nor change the running ones.",
    Steps(fixed=lambda x, running: of_batch(x), moved_in_test=True),
)
wrong(
    "updated in test mode",
    0.25,
    "In test mode the running statistics change with each call. Testing a network must not teach it anything.",
    Steps(moved_in_test=True),
)
