"""The same contract for somebody who is not root: user namespaces at tier 0, and tier 2 as it is meant."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.choose import probe_tier

PROBE = """
from grader.sandbox import probe
for report in probe():
    print(report.tier, report.works, *report.layers, sep="; ")
"""
BECOME = Path(__file__).with_name("become_plain_user.py")
OTHER_MODULES = ("test_branches", "test_conversation", "test_hiding", "test_limits", "test_powers", "test_writing")
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="the suite runs as a plain user already")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for the plain user's files."""
    folder = Path(tempfile.mkdtemp(prefix="plain-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def as_plain_user(checkout: Path, home: Path, *arguments: str) -> str:
    """What Python prints when a plain user runs it with these arguments in the checkout."""
    command = [sys.executable, str(BECOME), str(checkout), str(home), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=560, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def test_the_tiers_of_a_plain_user(checkout: Path, home: Path) -> None:
    lines = as_plain_user(checkout, home, "-c", PROBE).splitlines()
    landlock = next(layer for layer in probe_tier(1).layers if layer.startswith("landlock"))
    walls = f"no capabilities; rlimits; {landlock}; seccomp; memory watchdog"
    assert lines == [
        f"0; True; namespaces: mount pid net ipc uts cgroup; private root; {walls}",
        "1; False",
        f"2; True; {walls}",
        f"3; True; {walls.replace(f'{landlock}; ', '')}",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("module", OTHER_MODULES)
def test_the_contract_holds_for_a_plain_user(checkout: Path, home: Path, module: str) -> None:
    options = ("-q", "-p", "no:cacheprovider", "-k", "not poor", "-m", "", f"--basetemp={home}/pytest")
    printed = as_plain_user(checkout, home, "-m", "pytest", f"tests/sandbox/{module}.py", *options)
    assert "passed" in printed
