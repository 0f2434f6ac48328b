from datetime import timedelta
from pathlib import Path

import pytest

from grader.gradebook import BookError, Late, Policy, read_policy

TEXT = """
counts = "best"
teams = true

[late]
due = 2026-11-20T18:00:00+01:00
grace_minutes = 10
per_day = 0.2
"""


def test_a_policy_is_data(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(TEXT)
    policy = read_policy(file)
    assert (policy.counts, policy.teams, policy.late.per_day) == ("best", True, 0.2)
    assert read_policy(tmp_path / "none.toml") == Policy()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[late]\ndue = 2026-11-20T18:00:00\n", "late.due: .*timezone"),
        ("[late]\nper_day = 20\n", "late.per_day"),
        ("count = 'best'\n", "count: Extra inputs"),
        ("counts = ", "cannot be read"),
    ],
)
def test_a_wrong_policy_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    with pytest.raises(BookError, match=words):
        read_policy(file)


def test_days_are_begun_ones() -> None:
    late = Late(per_day=0.1)
    assert [late.days(timedelta(hours=hours)) for hours in (-1, 0, 1, 24, 24.1)] == [0, 0, 1, 1, 2]
