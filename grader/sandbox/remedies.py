"""The one command that would make a tier work: chosen by how trying it failed, and by what the machine says of it.

A tier is found to fail by doing it; only then is the machine asked for the reason, in the order of `_CASES`: the first
case whose sign is in the failure and that holds on this machine.
"""

import os
import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One cause of a failure and what would remove it."""

    sign: str
    """Regular expression found in the failure."""
    command: str
    holds: Callable[[], bool] = lambda: True


def remedy(reason: str) -> str:
    """The command for a failure."""
    case = next(case for case in _CASES if re.search(case.sign, reason) and case.holds())
    return case.command.format(first=reason.split(maxsplit=1)[0], python=sys.executable)


def _setting(name: str, value: str) -> Callable[[], bool]:
    def holds() -> bool:
        try:
            return Path("/proc/sys", name).read_text(encoding="ascii").strip() == value
        except OSError:
            return False

    return holds


def in_container() -> bool:
    """Whether this runs in a container, as far as that can be told."""
    marks = (Path("/.dockerenv"), Path("/run/.containerenv"))
    return any(mark.exists() for mark in marks) or "container" in os.environ


def _plain_user() -> bool:
    return os.geteuid() != 0


def _old_kernel() -> bool:
    numbers = [int(word) for word in re.findall(r"\d+", platform.release())[:2]]
    return numbers < [5, 13]


_DOCKER = "docker run --security-opt seccomp=unconfined"
_CONTAINER = (
    f"{_DOCKER} --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN ..."
)
_UPGRADE = "sudo apt-get install --install-recommends linux-generic && sudo reboot"
_BOOT = (
    "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX lsm=landlock,'$(cat /sys/kernel/security/lsm)'\"' | "
    "sudo tee /etc/default/grub.d/landlock.cfg && sudo update-grub && sudo reboot"
)
_AS_ROOT = "sudo {python} grade.py grade ..."

_CASES = (
    Case("libseccomp", "sudo apt-get install libseccomp2"),
    Case("TMPDIR", "export TMPDIR=/tmp"),
    Case("cannot be read by the user", "chmod -R a+rX {first}"),
    Case("course in .* would be readable", 'mv "$PWD" ~/course'),
    Case("[Ll]andlock", _UPGRADE, _old_kernel),
    Case("[Ll]andlock", f"{_DOCKER} ...", in_container),
    Case("[Ll]andlock", _BOOT),
    Case("only root", _AS_ROOT),
    # what is left are namespaces and mounts
    Case("", "sudo sysctl -w user.max_user_namespaces=15000", _setting("user/max_user_namespaces", "0")),
    Case("", _CONTAINER, in_container),
    Case("", _AS_ROOT, lambda: _plain_user() and not Path("/proc/self/ns/user").exists()),
    Case(
        "",
        "sudo sysctl -w kernel.unprivileged_userns_clone=1",
        lambda: _plain_user() and _setting("kernel/unprivileged_userns_clone", "0")(),
    ),
    Case(
        "",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        lambda: _plain_user() and _setting("kernel/apparmor_restrict_unprivileged_userns", "1")(),
    ),
    Case("", _AS_ROOT, _plain_user),
    Case("", _CONTAINER),
)
