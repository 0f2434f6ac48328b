"""Wrong ways to train the network of `my_nn`."""

from collections.abc import Sequence

from grader.checks import misconception
from reference.lab4_batchnorm.right import Stats
from reference.lab4_batchnorm.training import run_loop, train_my_nn
from reference.minibatch import Batch, Curves, Loop
from reference.wrong_minibatch import MOMENTUM_USED, TOO_LONG, WRONG_STEPS


def _declare(name: str, credit: float, hint: str, loop: Loop, train: bool = True) -> None:
    """Declare a wrong loop."""

    def variant(param_dict: Stats, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20) -> Curves:
        return run_loop(loop, param_dict, train_dataloader, lr, epochs, train)

    misconception(train_my_nn, name, hint=hint, credit=credit)(variant)


for mistake in (*WRONG_STEPS, TOO_LONG, MOMENTUM_USED):
    _declare(*mistake)
_declare(
    "trained in eval mode",
    0.5,
    "The steps are those of a network that never looks at the batch's own statistics. Which mode is `my_nn` in while "
    "it is trained?",
    Loop(),
    train=False,
)
