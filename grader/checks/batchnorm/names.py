"""Which key of a statistics dictionary is the mean and which the variance: handouts rarely prescribe the names."""

from collections.abc import Iterable

_VARIANCE = ("var", "sigma", "std", "sig2")
_MEAN = ("mean", "mu", "avg", "average", "moy", "esp")


def statistic_keys(names: Iterable[str]) -> tuple[str, str] | None:
    """The keys of the running mean and the running variance, in this order; None where the names do not tell.

    A name that says variance counts as such whatever else is in it; of names that say neither, the first of two is the mean.
    """
    known = list(names)
    variances = [name for name in known if _says(name, _VARIANCE)]
    means = [name for name in known if name not in variances and _says(name, _MEAN)]
    if means and variances:
        return means[0], variances[0]
    return (known[0], known[1]) if len(known) == 2 else None


def _says(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name.lower() for word in words)
