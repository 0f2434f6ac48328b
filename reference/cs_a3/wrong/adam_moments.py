"""Wrong variants of Adam's moments: what they are made of, which are used, and what is stored of them."""

import numpy as np

from reference.cs_a3.arrays import Param
from reference.cs_a3.wrong.adam_steps import Adam, Moments, decayed, named, wrong
from reference.cs_a3.wrong.update_steps import WHOLE

STORED = "The next step needs the new m and v: where does it find them?"
MEAN = "moment is a weighted mean: the old part is weighted, and the new one?"
OLD_PART = "moment is a weighted mean: where does its old part enter?"
OWN_BETA = "Each moment has a beta of its own. Which one belongs to which?"
FLIPPED = "Which part of the mean does beta weigh: the old or the new one?"

wrong(
    "first moment of the step before",
    0.25,
    "m is used as it was before this gradient came in: is the old value read from the config once and kept?",
    Adam(used=lambda old, new: (old[0], new[1])),
)
wrong(
    "second moment of the step before",
    0.25,
    "v is used as it was before this gradient came in: is the old value read from the config once and kept?",
    Adam(used=lambda old, new: (new[0], old[1])),
)
wrong(
    "moments of the step before",
    0.25,
    "The bias is corrected before m and v have been updated: look at the order of the lines.",
    Adam(used=lambda old, new: old),
)
wrong("moments not stored", 0.25, STORED, Adam(kept=lambda c, new, hats: named(c["m"], c["v"])))
wrong("first moment not stored", 0.25, STORED, Adam(kept=lambda c, new, hats: named(c["m"], new[1])))
wrong("second moment not stored", 0.25, STORED, Adam(kept=lambda c, new, hats: named(new[0], c["v"])))
wrong(
    "nothing stored",
    0.0,
    "The next step needs the new m, v, and t: where does it find them?",
    Adam(kept=lambda c, new, hats: named(c["m"], c["v"]), next_t=lambda t: t),
)
wrong(
    "only the first moment stored corrected",
    0.25,
    "Store m and v as they are before the bias correction.",
    Adam(kept=lambda c, new, hats: named(hats[0], new[1])),
)
wrong(
    "only the second moment stored corrected",
    0.25,
    "Store m and v as they are before the bias correction.",
    Adam(kept=lambda c, new, hats: named(new[0], hats[1])),
)
wrong(
    "moments under each other's names",
    0.5,
    "Which of the two does the config hold under `m`: the mean of the gradients, or that of their squares?",
    Adam(before=lambda c: (c["v"], c["m"]), kept=lambda c, new, hats: named(*reversed(new))),
)


def _own_before(c: Param) -> Moments:
    """The moments under names that the config had not when it was given."""
    zeros = np.zeros_like(c["m"])
    return c.get("own m", zeros), c.get("own v", zeros)


def _own_kept(c: Param, new: Moments, hats: Moments) -> Param:
    return {**named(c["m"], c["v"]), "own m": new[0], "own v": new[1]}


wrong(
    "moments under names of their own",
    0.5,
    "The moments move on, but under other names than `m` and `v`: what does the config's description call them?",
    Adam(before=_own_before, kept=_own_kept),
)
wrong("not squared", 0.25, "The second moment is a mean of squares.", Adam(squared=lambda dw, m: dw))
wrong(
    "square of the first moment",
    0.25,
    "The second moment is a mean of squares: of the gradients, or of their means?",
    Adam(squared=lambda dw, m: m**2),
)
wrong("new gradient whole", 0.25, f"The first {MEAN}", Adam(first=lambda c, old, dw: c["beta1"] * old + dw))
wrong("new square whole", 0.25, f"The second {MEAN}", Adam(second=lambda c, old, squares: c["beta2"] * old + squares))
wrong("old gradients left out", 0.25, f"The first {OLD_PART}", Adam(first=lambda c, old, dw: (1 - c["beta1"]) * dw))
wrong(
    "old squares left out",
    0.25,
    f"The second {OLD_PART}",
    Adam(second=lambda c, old, squares: (1 - c["beta2"]) * squares),
)
wrong(
    "squares summed",
    0.25,
    "Your v only grows, as in Adagrad; in Adam old squares fade.",
    Adam(second=lambda c, old, squares: old + squares),
)
wrong(
    "decay of the first moment flipped", 0.25, FLIPPED, Adam(first=lambda c, old, dw: decayed(1 - c["beta1"], old, dw))
)
wrong(
    "decay of the second moment flipped",
    0.25,
    FLIPPED,
    Adam(second=lambda c, old, squares: decayed(1 - c["beta2"], old, squares)),
)
wrong(
    "weight squared too",
    0.25,
    WHOLE,
    Adam(second=lambda c, old, squares: c["beta2"] * old + (1 - c["beta2"]) ** 2 * squares),
)
wrong("beta1 in both moments", 0.25, OWN_BETA, Adam(second=lambda c, old, squares: decayed(c["beta1"], old, squares)))
wrong("beta2 in both moments", 0.25, OWN_BETA, Adam(first=lambda c, old, dw: decayed(c["beta2"], old, dw)))
wrong(
    "beta1 on the new square",
    0.25,
    OWN_BETA,
    Adam(second=lambda c, old, squares: c["beta2"] * old + (1 - c["beta1"]) * squares),
)
wrong(
    "beta2 on the new gradient",
    0.25,
    OWN_BETA,
    Adam(first=lambda c, old, dw: c["beta1"] * old + (1 - c["beta2"]) * dw),
)
