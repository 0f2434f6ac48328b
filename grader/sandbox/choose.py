"""Which tiers this machine can do, found out by doing them: each in a throw-away zygote with a throw-away worker."""

import contextlib
import os
import sys
from functools import cache

from grader.model import SandboxInfo
from grader.sandbox import cgroups, scratch
from grader.sandbox.local import LocalSandbox
from grader.sandbox.protocol import Sandbox, SandboxError
from grader.sandbox.tiers import NAMES, NO_LANDLOCK, NO_NAMESPACES, TierReport, advice
from grader.sandbox.unconfined import UnconfinedSandbox
from grader.sandbox.warm import NO_CODE, Refused, WorkerCode


def probe() -> list[TierReport]:
    """A report on each tier, best first."""
    return [probe_tier(tier) for tier in NAMES]


@cache
def probe_tier(tier: int) -> TierReport:
    """Try a tier; once in the life of the program."""
    if tier == NO_NAMESPACES and os.geteuid() != 0:
        return TierReport(tier, works=False, reason="only root can give each worker a user of its own")
    try:
        sandbox = LocalSandbox(tier, SandboxInfo(tier=tier, layers=()), NO_CODE)
    except SandboxError as error:
        return TierReport(tier, works=False, reason=str(error))
    try:
        return TierReport(tier, works=True, layers=sandbox.try_out())
    except Refused as refused:
        return TierReport(tier, works=False, layers=refused.layers, reason=str(refused))
    except SandboxError as error:
        return TierReport(tier, works=False, reason=str(error))
    finally:
        sandbox.close()


def open_sandbox(*, tier: int | None = None, trust: bool = False, code: WorkerCode | None = None) -> LocalSandbox:
    """Start a sandbox of a tier, or of the best that works here.

    `code`: what runs in it, other than the grader's own worker. Raises `SandboxError` when the tier does not work, and
    for tier 3 (no Landlock) unless `trust` says that the submission's author is trusted.
    """
    report = probe_tier(tier) if tier is not None else _best()
    if report.tier == NO_LANDLOCK and not trust:
        raise SandboxError(_refusal())
    if not report.works:
        raise SandboxError(f"{report}\n  what would help: {report.remedy}")
    cgroups.remove_leftovers()
    scratch.remove_leftovers()
    sandbox = LocalSandbox(report.tier, report.info, code)
    try:
        sandbox.start()
    except SandboxError:
        sandbox.close()
        raise
    return sandbox


def open_for_own_work(platform: str = sys.platform) -> Sandbox:
    """Start a sandbox for a person's own work: the best that there is, and without walls where there is none."""
    if platform == "linux":
        with contextlib.suppress(SandboxError):
            return open_sandbox(trust=True)
    return UnconfinedSandbox()


def _best() -> TierReport:
    """The first tier that works; tried one after the other, so that the usual case tries only one."""
    return next((report for report in map(probe_tier, NAMES) if report.works), probe_tier(NO_LANDLOCK))


def _refusal() -> str:
    tried = probe()
    lines = [str(report) for report in tried if report.tier != NO_LANDLOCK]
    why = "without Landlock, work of others is not run unless you say that you trust its author"
    return "\n".join([why, *lines, advice(tried)])
