"""`doctor` names the one command that removes what it has found to be in the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import TierReport, advice
from grader.sandbox.remedies import remedy

HAMPERED = Path(__file__).with_name("hampered.py")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="takes something away from root")
@pytest.mark.parametrize(
    ("what", "works", "told"),
    [
        ("sys_admin", [1, 2, 3], ("graded at tier 1", "--cap-add SYS_ADMIN")),
        ("landlock", [3], ("not graded here", "Landlock")),
        ("user_namespaces", [2, 3], ("graded at tier 2", "sysctl -w user.max_user_namespaces")),
    ],
)
def test_what_is_missing_is_found_by_trying(
    what: str, works: list[int], told: tuple[str, str], checkout: Path, tmp_path: Path
) -> None:
    command = [sys.executable, str(HAMPERED), what, "grade.py", "doctor"]
    environment = {**os.environ, "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("tier ")]
    assert [tier for tier, line in enumerate(lines) if line.endswith(": works")] == works, done.stdout + done.stderr
    for words in told:
        assert words in done.stdout


@pytest.mark.parametrize(
    ("reason", "command"),
    [
        ("seccomp: no module; install libseccomp (Debian: apt-get)", "sudo apt-get install libseccomp2"),
        ("/opt/python/lib cannot be read by the user of the worker", "chmod -R a+rX /opt/python/lib"),
        ("workers cannot reach /x/y: /x admits only its owner; set TMPDIR to another folder", "export TMPDIR=/tmp"),
    ],
)
def test_each_failure_has_its_command(reason: str, command: str) -> None:
    assert remedy(reason) == command


def test_one_command_at_most() -> None:
    good = TierReport(0, works=True)
    assert "none better" in advice([good, TierReport(1, works=True)])
    poor = [TierReport(0, works=False, reason="unshare: no"), TierReport(1, works=False, reason="only root can")]
    told = advice([*poor, TierReport(2, works=True)])
    assert "graded at tier 2" in told
    assert told.count("\n") == 1
