"""The set-up as a newcomer and CI run it: the pins, the Makefile, the system packages and .ci/run."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PARTS = ("Makefile", "constraints.txt", "pyproject.toml", "tools", ".ci")


def run(command: list[str], where: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `where`, as from a fresh shell: without what an outer make or git passes on."""
    passed_on = ("MAKE", "MFLAGS", "GIT_", "CI")
    env = {name: value for name, value in os.environ.items() if not name.startswith(passed_on)}
    env |= {"LC_ALL": "C", **variables}
    return subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, timeout=840, check=False)


def program(path: Path, script: str) -> str:
    """Write an executable shell script and give its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def pins(checkout: Path, file: str = "constraints.txt") -> dict[str, str]:
    """The version that a file of constraints gives each package, by normalized name; fails on other kinds of lines."""
    versions: dict[str, str] = {}
    for line in (checkout / file).read_text().splitlines():
        pin = re.fullmatch(r"([A-Za-z0-9._-]+)==([a-z0-9.]+)", line)
        if pin:
            versions[canonicalize_name(pin[1])] = pin[2]
        else:
            assert line.startswith("#"), f"not a pin: {line}"
    return versions


@pytest.fixture
def copy(checkout: Path, tmp_path: Path) -> Path:
    """The files of the set-up, in a folder with a space in its name."""
    folder = tmp_path / "a copy"
    folder.mkdir()
    for name in PARTS:
        (shutil.copytree if (checkout / name).is_dir() else shutil.copy)(checkout / name, folder / name)
    return folder


def test_every_requirement_has_a_pin_in_its_range(checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    texts = [*project["dependencies"], *optional["dev"], *optional["cluster"], *optional["bench"]]
    wanted = [Requirement(text) for text in texts if text != "grader[cluster]"]
    pinned = pins(checkout) | pins(checkout, "benchmarks/constraints.txt")
    outside = [each for each in wanted if not each.specifier.contains(pinned[canonicalize_name(each.name)])]
    assert [str(each) for each in outside] == []


def test_torch_and_torchvision_are_the_releases_that_belong_together(checkout: Path) -> None:
    assert (pins(checkout)["torch"], pins(checkout)["torchvision"]) == ("2.13.0", "0.28.0")


def test_make_alone_lists_every_target(checkout: Path) -> None:
    declared = re.search(r"^\.PHONY: (.*)$", (checkout / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    listed = [line.split()[1] for line in run(["make"], checkout).stdout.splitlines()]
    assert listed == declared[1].split()


def test_a_missing_python_is_named(copy: Path) -> None:
    result = run(["make", "setup", "PYTHON=no-such-python"], copy)
    assert result.returncode != 0
    assert "found no 'no-such-python'. Install Python 3.11 or newer" in result.stderr
    assert not (copy / ".venv").exists()


def test_an_old_python_is_refused(copy: Path) -> None:
    old = program(copy / "old-python", '[ "$1" = -V ] && echo Python 3.9.2')
    result = run(["make", "setup", f"PYTHON={old}"], copy)
    assert result.returncode != 0
    assert f"Python 3.11 or newer is needed, '{old}' is Python 3.9.2" in result.stderr
    assert not (copy / ".venv").exists()


@pytest.mark.slow
def test_a_failed_set_up_says_so_and_does_not_count(copy: Path) -> None:
    leftover = copy / ".venv/half-done"
    leftover.mkdir(parents=True)
    result = run(["make", "setup"], copy, PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="")
    assert result.returncode != 0
    assert "pip could not install the packages" in result.stderr
    assert "setuptools" in (copy / ".venv/set-up.log").read_text()
    assert not leftover.exists()
    assert not (copy / ".venv/.ready").exists()


@pytest.mark.slow
def test_a_clone_is_set_up_once(checkout: Path, tmp_path: Path) -> None:
    clone = tmp_path / "a clone"
    cloned = run(["git", "clone", "--quiet", str(checkout), str(clone)], tmp_path)
    assert cloned.returncode == 0, cloned.stderr
    first = run(["make", "setup"], clone)
    assert first.returncode == 0, first.stderr
    assert (first.stdout, first.stderr) == ("Setting up .venv; a first time takes a minute or more ...\n", "")

    log, before = clone / ".venv/set-up.log", (clone / ".venv/set-up.log").stat().st_mtime_ns
    assert run(["make", "setup"], clone).stdout == "make: Nothing to be done for 'setup'.\n"
    assert log.stat().st_mtime_ns == before

    frozen = run([".venv/bin/python", "-m", "pip", "freeze", "--all", "--exclude", "pip", "--exclude-editable"], clone)
    found = dict(line.split("==") for line in frozen.stdout.splitlines())
    assert {canonicalize_name(name): version.split("+")[0] for name, version in found.items()} == pins(clone)
    assert run([str(clone / ".venv/bin/grader"), "--help"], tmp_path).returncode == 0


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """Variables under which the caller is root, and libraries and Chromium are there once tmp_path/installed is."""
    program(tmp_path / "bin/id", "echo 0")
    program(tmp_path / "bin/python", f"test -e '{tmp_path}/installed'")
    return {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "CHROMIUM": f"{tmp_path}/installed"}


@pytest.mark.parametrize("browser", [False, True])
def test_missing_system_packages_are_installed(
    browser: bool, checkout: Path, tmp_path: Path, bare_machine: dict[str, str]
) -> None:
    program(tmp_path / "bin/apt-get", f"echo \"$@\" >>'{tmp_path}/installed'; chmod +x '{tmp_path}/installed'")
    wanted = ["python", "browser"] if browser else ["python"]
    result = run(["tools/system-packages", *wanted], checkout, CI="true", **bare_machine)
    assert (result.returncode, result.stderr) == (0, "")
    update, install = (tmp_path / "installed").read_text().splitlines()
    assert update == "-qq update"
    assert install.endswith(" install python3-venv libseccomp2" + " chromium" * browser)


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_system_packages_that_cannot_be_installed_are_named(
    checkout: Path, tmp_path: Path, bare_machine: dict[str, str], ci: str, status: int
) -> None:
    program(tmp_path / "bin/apt-get", "exit 100")
    result = run(["tools/system-packages", "python"], checkout, CI=ci, **bare_machine)
    assert result.returncode == status
    assert "missing system packages: python3-venv libseccomp2. As root: apt-get install" in result.stderr


@pytest.mark.parametrize("status", [0, 2])
def test_ci_runs_make_test(checkout: Path, tmp_path: Path, status: int) -> None:
    program(tmp_path / "bin/make", f'echo "$PWD: $@ with CI=$CI"; exit {status}')
    result = run([str(checkout / ".ci/run")], tmp_path, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert (result.returncode, result.stdout) == (status, f"{checkout}: test with CI=true\n")
