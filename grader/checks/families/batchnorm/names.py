"""Which tensor is the mean, the variance, gamma and beta: handouts rarely prescribe all the names."""

from collections.abc import Iterable, Mapping

from torch import Tensor

_VARIANCE = ("var", "sigma", "std", "sig2")
_MEAN = ("mean", "mu", "avg", "average", "moy", "esp")
_GAMMA = ("gamma", "weight", "scale")
_BETA = ("beta", "bias", "shift")


def statistic_keys(names: Iterable[str]) -> tuple[str, str] | None:
    """The keys of the running mean and the running variance, in this order; None where the names do not tell.

    A name that says variance counts as such whatever else is in it; of two names that say nothing, the first is the
    mean.
    """
    known = list(names)
    variances = [name for name in known if _says(name, _VARIANCE)]
    means = [name for name in known if name not in variances and _says(name, _MEAN)]
    if means and variances:
        return means[0], variances[0]
    return (known[0], known[1]) if len(known) == 2 else None


def affine_names(tensors: Mapping[str, Tensor]) -> tuple[str, str] | None:
    """The names of gamma and beta, in this order, among two tensors; by name, else by their initial ones and zeros.

    None where neither tells.
    """
    gammas = [name for name in tensors if _says(name, _GAMMA)]
    betas = [name for name in tensors if name not in gammas and _says(name, _BETA)]
    if len(gammas) != 1 or len(betas) != 1:
        gammas = [name for name, value in tensors.items() if bool((value == 1).all())]
        betas = [name for name, value in tensors.items() if bool((value == 0).all())]
    return (gammas[0], betas[0]) if len(gammas) == len(betas) == 1 else None


def _says(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name.lower() for word in words)
