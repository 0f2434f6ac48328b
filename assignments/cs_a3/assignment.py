"""Update rules, normalizations, dropout, fully connected networks, PyTorch: a package and its notebooks.

What the course asks is chosen in `STANDING`. A part that the course gives to students, or that it does not have, is
"off" there: nothing is asked and nothing graded. A part that only some do is "bonus": its points come on top, and a
hand-in without it loses none. What p means in dropout is read from the course's own docstring in the hand-in.
"""

from pathlib import Path
from typing import Literal

from assignments.cs_a3 import notebook
from grader.checks import Assignment, Check, EachAsked, Limits, LoopCut, Package, RunPolicy
from grader.checks.families import batchnorm, dropout, layers, network, network_dropout, optimizer
from reference import cs_a3

Standing = Literal["required", "bonus", "off"]

STANDING: dict[str, Standing] = {
    "update_rules": "required",
    "batchnorm": "required",
    "layernorm": "required",
    "spatial_batchnorm": "required",
    "dropout": "required",
    "net": "required",
    "net_batchnorm": "required",
    "net_layernorm": "required",
    "net_dropout": "required",
    "groupnorm": "bonus",
    "affine_relu": "bonus",
    "convolution": "bonus",
    "max_pooling": "bonus",
    "losses": "bonus",
}

hw = Assignment(
    "cs_a3",
    title="Normalization, dropout, networks",
    reference=cs_a3,
    submission=("*.py", "*.ipynb"),
    policy=RunPolicy(
        cells="untrained",
        max_batches=2,
        loops=(LoopCut(variable="^(e|ep|.*epochs?)$", rounds=1), LoopCut(trains=True, longer_than=20, rounds=20)),
        limits=Limits(cell_seconds=60, total_seconds=400),
    ),
    package=Package(
        name="cs231n",
        modules={
            "networks": ("classifiers/fc_net.py", "fc_net.py"),
            "layers": ("layers.py",),
            "convolutions": ("conv_layers.py",),
            "update rules": ("optim.py",),
        },
        provided=Path(__file__).parent / "files",
        notebook=r"three_layer_convnet|ThreeLayerConvNet",
    ),
)


def ask(question: str, title: str, *checks: list[Check]) -> None:
    """Declare a question of the package as `STANDING` says."""
    if STANDING[question] != "off":
        hw.question(question, title, optional=STANDING[question] == "bonus")
        hw.use(*checks)


ask(
    "update_rules",
    "Update rules",
    *(
        optimizer.update_rule(name, question="update_rules", points=3, visibility="hidden")
        for name in ("sgd_momentum", "rmsprop", "adam")
    ),
)
ask(
    "batchnorm",
    "Batch normalization",
    batchnorm.arrays("batchnorm", points=7, only=("forward", "running", "test_mode")),
    layers.backward("batchnorm", question="batchnorm", points=8),
    layers.backward("batchnorm", question="batchnorm", points=5, function="batchnorm_backward_alt"),
)
ask("layernorm", "Layer normalization", layers.layer("layernorm", question="layernorm", points=8))
ask(
    "spatial_batchnorm",
    "Spatial batch normalization",
    layers.layer(
        "spatial_batchnorm",
        question="spatial_batchnorm",
        points=8,
        follows=("batchnorm_forward", "batchnorm_backward"),
    ),
)
ask("dropout", "Dropout", dropout.dropout("dropout", points=7))
ask("net", "The fully connected network", network.plain("net", points=8))
ask(
    "net_batchnorm",
    "The network with batch normalization",
    network.normalized(
        "net_batchnorm",
        points=5,
        follows=("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt"),
    ),
)
ask(
    "net_layernorm",
    "The network with layer normalization",
    network.normalized(
        "net_layernorm", points=3, kind="layernorm", follows=("layernorm_forward", "layernorm_backward")
    ),
)
ask(
    "net_dropout",
    "The network with dropout",
    network_dropout.dropped("net_dropout", points=4, follows=("dropout_forward", "dropout_backward")),
)
hw.question("best_model", "A network with 50 % on the validation data", written=True, points=4)
notebook.ask(hw)
hw.question("inline", "Inline questions", written=True, points=6, place=EachAsked(r"inline\s*question"))
ask("groupnorm", "Group normalization", layers.layer("spatial_groupnorm", question="groupnorm", points=4))
ask(
    "affine_relu",
    "Affine layer and ReLU",
    layers.layer("affine", question="affine_relu", points=2),
    layers.layer("relu", question="affine_relu", points=1),
)
ask("convolution", "Convolution", layers.layer("conv", question="convolution", points=4))
ask("max_pooling", "Max-pooling", layers.layer("max_pool", question="max_pooling", points=3))
ask(
    "losses",
    "Losses",
    layers.loss("softmax_loss", question="losses", points=1),
    layers.loss("svm_loss", question="losses", points=1),
)
