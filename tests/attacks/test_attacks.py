"""Every attack among honest submissions, graded by the real command."""

import re
from collections.abc import Iterator

import pytest

from grader.sandbox.choose import probe_tier
from tests.attacks.catalogue import attacks
from tests.attacks.course import FULL_MARKS
from tests.attacks.evidence import layers, successes
from tests.attacks.page import PAGE, TIERS, page, read
from tests.attacks.safety import faults_of
from tests.attacks.world import HONEST, Ran, World, graded

QUICK = (
    "answers/descriptors",
    "answers/hidden_by_daemon",
    "answers/hidden_by_mapping",
    "answers/reference_file",
    "answers/reference_import",
    "files/zip_slip",
    "outside/namespaces",
    "outside/programs",
    "outside/tcp_and_udp",
    "outside/writing",
    "report/rich_outputs",
    "shadows/libraries",
    "survival/kill_everything",
    "survival/kill_the_parent",
    "values/element_types",
    "verdicts/forged_errors",
    "verdicts/patched_comparison",
    "verdicts/wrong_nonce",
)
"""One or two for each layer; the others are slow."""
WORKING = [tier for tier in TIERS if probe_tier(tier).works]
_MARKER = re.compile(rb"MARKER-[0-9a-f]{16}")

Run = tuple[World, Ran, int]


@pytest.fixture(
    scope="module",
    params=[
        *(pytest.param((tier, QUICK), id=f"tier{tier}-quick") for tier in WORKING),
        *(pytest.param((tier, ()), id=f"tier{tier}-all", marks=pytest.mark.slow) for tier in WORKING),
    ],
)
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """A class, graded at one tier; the quick attacks, or all."""
    tier, names = request.param
    chosen = [attack for attack in attacks() if not names or attack.name in names]
    with graded(chosen, tier) as (world, ran):
        yield world, ran, tier


def test_there_are_enough_of_them() -> None:
    assert len(attacks()) >= 80
    assert set(QUICK) <= {attack.name for attack in attacks()}


def test_the_command_ends_as_it_should(run: Run) -> None:
    _, ran, tier = run
    assert ran.code == 0, ran.printed[-3000:]
    assert "Traceback" not in ran.printed
    assert {report.environment.sandbox.tier for report in ran.reports.values() if report.environment.sandbox} == {tier}


def test_honest_submissions_keep_their_marks(run: Run) -> None:
    _, ran, _ = run
    assert {student: ran.reports[student].points for student in HONEST} == dict.fromkeys(HONEST, FULL_MARKS)


def test_attacks_earn_what_their_answers_are_worth(run: Run) -> None:
    world, ran, _ = run
    assert {name: ran.reports[student].points for name, student in world.students.items()} == world.earns


def test_no_attempt_succeeds(run: Run) -> None:
    world, ran, _ = run
    assert successes(world, ran) == []


def test_the_page_says_what_stops_them(run: Run) -> None:
    world, ran, tier = run
    said = read(PAGE.read_text(encoding="utf-8"))
    met = layers(world, ran, tier)
    assert {name: words for name, words in met.items() if said.get((name, tier)) != words} == {}, f"not so on {PAGE}"


def test_the_page_has_all_of_them() -> None:
    said = read(PAGE.read_text(encoding="utf-8"))
    tiers = {tier: {attack.name: said.get((attack.name, tier), "") for attack in attacks()} for tier in TIERS}
    assert page(attacks(), tiers) == PAGE.read_text(encoding="utf-8"), "write it anew: python -m tests.attacks"


def test_nothing_of_ours_or_of_others_is_in_what_was_written(run: Run) -> None:
    world, ran, _ = run
    found = set(_MARKER.findall(ran.printed.encode()))
    for path in world.reports.rglob("*"):
        if path.is_file():
            own = {path.read_bytes() for path in (world.root / "class").glob(f"{path.parent.name}.py")}
            found |= {hit for hit in _MARKER.findall(path.read_bytes()) if not any(hit in text for text in own)}
    assert found == set()


def test_nothing_outside_is_changed_or_reached(run: Run) -> None:
    world, ran, _ = run
    assert {place: facts for place, facts in world.after.items() if world.before.get(place) != facts} == {}
    assert world.before.keys() == world.after.keys()
    assert world.reached() == []
    assert ran.orphans == ()


def test_what_was_written_is_safe_to_open(run: Run) -> None:
    world, ran, _ = run
    assert list(faults_of(world.reports, ran.printed)) == []
