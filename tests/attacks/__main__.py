"""Every attack at every tier; writes docs/attacks.md, unless one of them succeeded."""

import sys

from tests.attacks.catalogue import attacks
from tests.attacks.evidence import broke_through, stopped_by
from tests.attacks.page import PAGE, TIERS, page
from tests.attacks.world import graded


def stopped(tier: int) -> dict[str, str]:
    """The layers that stopped each at a tier; exits when one was not stopped."""
    every = attacks()
    with graded(every, tier) as (world, ran):
        reports = {attack.name: ran.reports[world.students[attack.name]] for attack in every}
    through = [f"{name}: {what}" for name, report in reports.items() for what in broke_through(report)]
    if through:
        sys.exit("\n".join((f"Not stopped at tier {tier}:", *through)))
    return {attack.name: stopped_by(attack, reports[attack.name], tier) for attack in every}


if __name__ == "__main__":
    PAGE.write_text(page(attacks(), {tier: stopped(tier) for tier in TIERS}), encoding="utf-8")
