"""Which tier is chosen, and what is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model import SandboxInfo
from grader.sandbox import SandboxError, TierReport, open_sandbox, probe
from grader.sandbox.choose import probe_tier
from grader.sandbox.local import LocalSandbox
from grader.sandbox.warm import NO_CODE
from tests.sandbox.conftest import CODE, LIMITS, told

ORDER = ("namespaces", "private root", "uid", "no capabilities", "rlimits", "landlock", "seccomp")


def test_every_tier_is_reported() -> None:
    reports = probe()
    assert [report.tier for report in reports] == [0, 1, 2, 3]
    for report in reports:
        assert report.works != bool(report.reason)
        assert report.works or report.remedy


@pytest.mark.parametrize("tier", [0, 1, 2, 3])
def test_the_layers_stand_in_their_order(tier: int) -> None:
    report = probe_tier(tier)
    kinds = [next(kind for kind in ORDER if layer.startswith(kind)) for layer in report.layers if "memory" not in layer]
    assert kinds == [kind for kind in ORDER if kind in kinds]
    if report.works:
        assert {"rlimits", "seccomp", "no capabilities"} <= set(kinds)
        assert ("landlock" in kinds) == (tier < 3)
        assert ("private root" in kinds) == ("namespaces" in kinds) == (tier == 0)
        assert ("uid" in kinds) == (os.geteuid() == 0 and tier != 2)


@pytest.mark.skipif(os.geteuid() != 0, reason="a plain user's workers can read what the user can")
def test_a_library_that_the_worker_cannot_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("grader.sandbox.places.packages", lambda: (str(closed),))
    sandbox = LocalSandbox(1, SandboxInfo(tier=1, layers=()), NO_CODE)
    with pytest.raises(SandboxError, match=f"{closed} cannot be read"):
        sandbox.try_out()
    sandbox.close()


def test_a_probe_is_remembered() -> None:
    assert probe_tier(2) is probe_tier(2)


def test_tier_3_needs_trust() -> None:
    with pytest.raises(SandboxError, match="trust"):
        open_sandbox(tier=3, code=CODE)
    sandbox = open_sandbox(tier=3, trust=True, code=CODE)
    session = sandbox.open(LIMITS)
    assert sandbox.info.tier == 3
    assert told(session, "result = 1")
    sandbox.close()


def test_a_tier_that_does_not_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = TierReport(tier=1, works=False, reason="unshare: Operation not permitted")
    monkeypatch.setattr("grader.sandbox.choose.probe_tier", lambda _tier: broken)
    with pytest.raises(SandboxError, match="Operation not permitted"):
        open_sandbox(tier=1, code=CODE)


def test_a_missing_libseccomp_is_named(checkout: Path) -> None:
    """Only tier 3 does without it."""
    source = "; ".join(
        (
            "import sys",
            "sys.modules['pyseccomp'] = None",
            "from grader.worker.confine import chain",
            "print(chain.make_filter(3, 7))",
            "chain.make_filter(2, 7)",
        )
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=checkout, check=False)
    assert done.stdout == "None\n"
    assert "apt-get install libseccomp2" in done.stderr
