"""Writes the samples of `cs_a3` that are made from others: `python tools/make_cs_a3_samples.py`.

Written by hand are the packages of `perfect` and of `older_year` (everything that the handout leaves open, the other
way). The rest are copies of `perfect` with changes; the notebooks are in `cs_a3_notebooks.py`.
"""

import ast

import cs_a3_notebooks as notebooks
from sample_files import ROOT, Files, archive, below, write

Texts = dict[str, str]
"""Texts by path in a hand-in."""

SAMPLES = "submissions/cs_a3"
BY_HAND = ("perfect/*.py", "older_year/*.py")
"""Samples that this does not write."""
PACKAGE = "cs231n"
LAYERS, OPTIM, NET = "layers.py", "optim.py", "classifiers/fc_net.py"
RETURNED = {
    **dict.fromkeys(("affine_backward", "conv_backward_naive"), "dx, dw, db"),
    **dict.fromkeys(("relu_backward", "dropout_backward", "max_pool_backward_naive"), "dx"),
    **dict.fromkeys(("softmax_loss", "svm_loss"), "loss, dx"),
}


def perfect() -> Texts:
    """The right package."""
    folder = ROOT / SAMPLES / "perfect" / PACKAGE
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.py"))}


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    """A text with parts replaced, each of which must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def redefined(text: str, name: str, new: str) -> str:
    """A module with another definition of a function."""
    old = next(node for node in ast.parse(text).body if getattr(node, "name", "") == name)
    lines = text.split("\n")
    return "\n".join([*lines[: old.lineno - 1], *new.strip("\n").split("\n"), *lines[old.end_lineno :]])


def emptied(text: str, *names: str) -> str:
    """A module in which functions are as the course's template has them: nothing done yet."""
    for name in names:
        node = next(node for node in ast.parse(text).body if getattr(node, "name", "") == name)
        parameters = ", ".join(argument.arg for argument in node.args.args)
        results = RETURNED.get(name, "dx, dgamma, dbeta" if "backward" in name else "out, cache")
        lines = [f"def {name}({parameters}):", *(f"    {each} = None" for each in results.split(", "))]
        text = redefined(
            text, name, "\n".join([*lines, "    # TODO: Implement this.", "    pass", f"    return {results}"])
        )
    return text


def package(changes: Texts) -> Texts:
    """The right package with some modules changed."""
    return {f"{PACKAGE}/{path}": text for path, text in {**perfect(), **changes}.items()}


COLUMNS = {
    "conv_forward_naive": """
from cs231n.im2col import *


def conv_forward_naive(x, w, b, conv_param):
    cols = im2col_indices(x, w.shape[2], w.shape[3], padding=conv_param["pad"], stride=conv_param["stride"])
    H_out = 1 + (x.shape[2] + 2 * conv_param["pad"] - w.shape[2]) // conv_param["stride"]
    W_out = 1 + (x.shape[3] + 2 * conv_param["pad"] - w.shape[3]) // conv_param["stride"]
    out = w.reshape(w.shape[0], -1).dot(cols) + b.reshape(-1, 1)
    out = out.reshape(w.shape[0], H_out, W_out, x.shape[0]).transpose(3, 0, 1, 2)
    return out, (x.shape, w, conv_param, cols)
""",
    "conv_backward_naive": """
def conv_backward_naive(dout, cache):
    shape, w, conv_param, cols = cache
    dout = dout.transpose(1, 2, 3, 0).reshape(w.shape[0], -1)
    dcols = w.reshape(w.shape[0], -1).T.dot(dout)
    dx = col2im_indices(dcols, shape, w.shape[2], w.shape[3], conv_param["pad"], conv_param["stride"])
    return dx, dout.dot(cols.T).reshape(w.shape), dout.sum(axis=1)
""",
}
"""Convolution with the course's own helpers."""


def three_files() -> Texts:
    """No folders, no notebooks, nothing that the course supplies; convolution by columns, the net calls its dtype."""
    right = perfect()
    layers = right[LAYERS]
    for name, text in COLUMNS.items():
        layers = redefined(layers, name, text)
    absolute = (("from ..layers", "from cs231n.layers"), ("from ..layer_utils", "from cs231n.layer_utils"))
    net = swapped(right[NET], *absolute, ("v.astype(dtype)", "dtype(v)"))
    return {LAYERS: layers, OPTIM: right[OPTIM], "fc_net.py": net}


def sister_course() -> Texts:
    """Convolutions and spatial norms in a module of their own, flat; other names for the state of update rules."""
    right = perfect()
    before, conv, after = right[LAYERS].partition("def conv_forward_naive")
    convolutions, loss, losses = after.partition("def svm_loss")
    others, adam, last = right[OPTIM].partition("def adam")
    moments = (('config["v"]', 'config["a"]'), ('config["m"]', 'config["v"]'), ('("v"', '("a"'), ('("m"', '("v"'))
    files = {
        LAYERS: before + loss + losses,
        "conv_layers.py": f"from nndl.layers import *\n\n\n{conv}{convolutions}".rstrip("\n") + "\n",
        OPTIM: swapped(others, ('config["cache"]', 'config["a"]'), ('("cache"', '("a"'))
        + adam
        + swapped(last, *moments),
        "fc_net.py": swapped(right[NET], ("from ..", "from .")),
    }
    return {f"nndl/{path}": text for path, text in files.items()}


def update_rules_wrong() -> Texts:
    """Velocity of the other sign, RMSProp without the root, Adam without bias correction."""
    text = swapped(
        perfect()[OPTIM],
        (
            'v = config["momentum"] * v - config["learning_rate"] * dw',
            'v = config["momentum"] * v + config["learning_rate"] * dw',
        ),
        ("next_w = w + v", "next_w = w - v"),
        ('(np.sqrt(config["cache"]) + config["epsilon"])', '(config["cache"] + config["epsilon"])'),
        ('    m_hat = config["m"] / (1 - config["beta1"] ** config["t"])\n', ""),
        ('    v_hat = config["v"] / (1 - config["beta2"] ** config["t"])\n', ""),
        ('m_hat / (np.sqrt(v_hat) + config["epsilon"])', 'config["m"] / (np.sqrt(config["v"]) + config["epsilon"])'),
    )
    return package({OPTIM: text})


def norms_wrong() -> Texts:
    """Batch norm wrong in three ways, layer norm over the batch in both passes, spatial norm without its transpose."""
    text = swapped(
        perfect()[LAYERS],
        ("        std = np.sqrt(var + eps)\n", "        std = np.sqrt(var) + eps\n"),
        (
            "        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta",
            "        mean, var = x.mean(axis=0), x.var(axis=0)\n"
            "        out = gamma * (x - mean) / np.sqrt(var + eps) + beta",
        ),
        ("(N * dout - dbeta - x_hat * dgamma)", "(N * dout - dbeta)"),
        (
            "    mean = x.mean(axis=1, keepdims=True)\n    std = np.sqrt(x.var(axis=1, keepdims=True) + eps)",
            "    mean = x.mean(axis=0)\n    std = np.sqrt(x.var(axis=0) + eps)",
        ),
        ("    D = dout.shape[1]\n", "    N = dout.shape[0]\n"),
        ("    dx = D * dx_hat - dx_hat.sum(axis=1, keepdims=True)", "    dx = N * dx_hat - dx_hat.sum(axis=0)"),
        (" - x_hat * (dx_hat * x_hat).sum(axis=1, keepdims=True)", " - x_hat * (dx_hat * x_hat).sum(axis=0)"),
        ("    dx /= D * std", "    dx /= N * std"),
        (
            "batchnorm_forward(x.transpose(0, 2, 3, 1).reshape(-1, C), gamma",
            "batchnorm_forward(x.reshape(-1, C), gamma",
        ),
        ("    out = flat.reshape(N, H, W, C).transpose(0, 3, 1, 2)", "    out = flat.reshape(N, C, H, W)"),
    )
    return package({LAYERS: text})


def unbiased_batchnorm() -> Texts:
    """One mistake in batch norm, and everything that is built on it right."""
    return package({LAYERS: swapped(perfect()[LAYERS], ("np.var(x, axis=0)", "np.var(x, axis=0, ddof=1)"))})


def net_wrong() -> Texts:
    """Dropout not scaled; biases random and in the loss's penalty; the test not passed on to batch norm."""
    right = perfect()
    loss = '            loss += 0.5 * self.reg * np.sum(self.params["W%d" % i] ** 2)\n'
    net = swapped(
        right[NET],
        (loss, loss + loss.replace("W%d", "b%d")),
        ('self.params["b%d" % (i + 1)] = np.zeros(', 'self.params["b%d" % (i + 1)] = weight_scale * np.random.randn('),
        ('                bn_param["mode"] = mode', '                bn_param["mode"] = "train"'),
    )
    return package(
        {
            LAYERS: swapped(right[LAYERS], ("(np.random.rand(*x.shape) < p) / p", "np.random.rand(*x.shape) < p")),
            NET: net,
        }
    )


def python2() -> Texts:
    """Leftovers of Python 2, of old libraries and of an editor: each takes down one function, and no more."""
    text = swapped(
        perfect()[LAYERS],
        (
            "from builtins import range\nimport numpy as np\n",
            "from past.builtins import xrange\nimport numpy as np\nfrom turtle import forward\n"
            "from .im2col_cython import col2im_6d_cython\n",
        ),
        ("(H + 2 * pad - HH) // stride", "(H + 2 * pad - HH) / stride"),
        ("    dx_hat = dout * gamma\n    dvar", "    dx_hat = (dout * gamma).astype(np.float)\n    dvar"),
        ("    D = dout.shape[1]\n", "    D = dout.shape[1]\n    print 'layernorm', D\n"),
        ("    dflat, dgamma", "    if C > 100:\n\tprint('many channels')\n    dflat, dgamma"),
    )
    before, name, after = text.partition("def max_pool_backward_naive")
    return package({LAYERS: before + name + after.replace("in range(N)", "in xrange(N)", 1)})


HALF = (
    "layernorm_forward",
    "layernorm_backward",
    "batchnorm_backward_alt",
    "spatial_batchnorm_forward",
    "spatial_batchnorm_backward",
    "spatial_groupnorm_forward",
    "spatial_groupnorm_backward",
    "dropout_backward",
    "conv_forward_naive",
    "conv_backward_naive",
    "max_pool_forward_naive",
    "max_pool_backward_naive",
)
ALL = (
    *HALF,
    "affine_forward",
    "affine_backward",
    "relu_forward",
    "relu_backward",
    "batchnorm_forward",
    "batchnorm_backward",
    "dropout_forward",
    "svm_loss",
    "softmax_loss",
)
UNDONE_LOSS = """        scores = None
        # TODO: Implement the forward pass.
        pass

        if mode == "test":
            return scores

        loss, grads = 0.0, {}
        # TODO: Implement the backward pass.
        pass

        return loss, grads
"""


def half_done() -> Texts:
    """Update rules, batch norm and the network's parameters, and then time was up."""
    right = perfect()
    return package({LAYERS: emptied(right[LAYERS], *HALF), NET: _without_passes(right[NET])})


def _without_passes(net: str) -> str:
    return net.partition("        caches = {}\n")[0] + UNDONE_LOSS


def untouched() -> Texts:
    """The course's template as it is."""
    right = perfect()
    rules = right[OPTIM]
    for name in ("sgd_momentum", "rmsprop", "adam"):
        lines = [
            f"def {name}(w, dw, config=None):",
            "    if config is None:",
            "        config = {}",
            "    next_w = None",
        ]
        rules = redefined(
            rules, name, "\n".join([*lines, "    # TODO: Implement this.", "    pass", "    return next_w, config"])
        )
    before, _, rest = _without_passes(right[NET]).partition("        dims = [")
    after = rest.partition("        self.dropout_param = {}")
    net = f"{before}        # TODO: Initialize the parameters.\n        pass\n\n{after[1]}{after[2]}"
    return package({LAYERS: emptied(right[LAYERS], *ALL), OPTIM: rules, NET: net})


def cut_off() -> Texts:
    """A file that ends in the middle of its last function."""
    before, line, _ = perfect()[OPTIM].partition('    config["t"] += 1\n')
    return package({OPTIM: f'{before}{line}    config["m"] = (config["beta1"] *\n'})


PACKAGES = {
    "three_files": three_files,
    "sister_course": sister_course,
    "update_rules_wrong": update_rules_wrong,
    "norms_wrong": norms_wrong,
    "unbiased_batchnorm": unbiased_batchnorm,
    "net_wrong": net_wrong,
    "python2": python2,
    "half_done": half_done,
    "untouched": untouched,
    "cut_off": cut_off,
    "pytorch_wrong": lambda: package({}),
}
NOTEBOOKS = {
    "perfect": notebooks.course(PACKAGE) | notebooks.pytorch(),
    "older_year": notebooks.course("CV7062610") | notebooks.pytorch(**notebooks.OTHER_WORDS),
    "norms_wrong": notebooks.course(PACKAGE) | notebooks.pytorch(),
    "update_rules_wrong": notebooks.course(PACKAGE) | notebooks.pytorch(),
    "untouched": notebooks.course(PACKAGE, answered=False) | notebooks.pytorch(**notebooks.UNDONE),
    "pytorch_wrong": notebooks.course(PACKAGE) | notebooks.pytorch(**notebooks.WRONG),
    "notebook_alone": notebooks.pytorch(),
}


def zipped() -> Texts:
    """What the archive holds: the right package under another name, in a folder whose name is no identifier."""
    files = {f"hw 5/code/{path}": text for path, text in perfect().items()}
    files |= {f"hw 5/{path}": text for path, text in NOTEBOOKS["perfect"].items()}
    return files | {"__MACOSX/hw 5/code/._layers.py": "\0"}


def contents() -> Files:
    """Every file that this writes."""
    made = [(name, make()) for name, make in PACKAGES.items()] + list(NOTEBOOKS.items())
    samples = {f"{name}/{path}": text for name, texts in made for path, text in texts.items()}
    packed = archive({path: text.encode() for path, text in sorted(zipped().items())})
    return below(SAMPLES, {**samples, "zipped.zip": packed})


if __name__ == "__main__":
    write(contents())
