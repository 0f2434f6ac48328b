"""Every attack at every tier; writes docs/attacks.md, unless one of them succeeded."""

import sys

from tests.attacks.catalogue import attacks
from tests.attacks.evidence import layers, successes
from tests.attacks.page import PAGE, TIERS, page
from tests.attacks.world import graded


def stopped(tier: int) -> dict[str, str]:
    """The layers that stopped each at a tier; exits when one was not stopped."""
    with graded(attacks(), tier) as (world, ran):
        if through := successes(world, ran):
            sys.exit("\n".join((f"Not stopped at tier {tier}:", *through)))
        return layers(world, ran, tier)


if __name__ == "__main__":
    PAGE.write_text(page(attacks(), {tier: stopped(tier) for tier in TIERS}), encoding="utf-8")
