"""The templates in `ci/`: what a runner would refuse, and what it would run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.command import ROOT
from tests.kit.leaky import RIGHT

CI = ROOT / "ci"
_PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}|\./\.github/grade")


def steps(name: str) -> list[dict[str, Any]]:
    """The steps of the action or of a workflow's only job."""
    document = yaml.safe_load((CI / name).read_text(encoding="utf-8"))
    if "runs" in document:
        assert document["runs"]["using"] == "composite"
        return list(document["runs"]["steps"])
    [job] = document["jobs"].values()
    assert job["timeout-minutes"]
    return list(job["steps"])


def script(name: str) -> str:
    """What a step of the action runs."""
    [found] = [step["run"] for step in steps("action.yml") if step.get("name") == name]
    return str(found)


def run(folder: Path, step: str, tools: dict[str, str], **inputs: str) -> list[str]:
    """Run a step's script as a runner does, with programs in place of some; the lines that they write to `log`."""
    for name, text in tools.items():
        tool = folder / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(f"#!/bin/bash\n{text}\n")
        tool.chmod(0o755)
    env = {**inputs, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "LOG": str(folder / "log")}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script(step)]
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, timeout=60)
    return (folder / "log").read_text().splitlines()


TELLS = """printf '%s|' "$@" >> "$LOG"; echo >> "$LOG\""""


@pytest.mark.parametrize("name", ["action.yml", "check.yml", "grade.yml"])
def test_steps_are_pinned_and_name_their_shell(name: str) -> None:
    for step in steps(name):
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert _PINNED.fullmatch(step["uses"])
        else:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "an input in a script is code: pass it in the environment"


def test_the_action_is_used_as_it_is_declared() -> None:
    action = yaml.safe_load((CI / "action.yml").read_text(encoding="utf-8"))
    ids = {step["id"] for step in steps("action.yml") if "id" in step}
    for used in re.findall(r"steps\.(\w+)\.", str(action["outputs"])):
        assert used in ids
    used = set(re.findall(r"inputs\.([\w-]+)", (CI / "action.yml").read_text(encoding="utf-8")))
    assert used == action["inputs"].keys()
    for name in ("check.yml", "grade.yml"):
        for step in steps(name):
            if step.get("uses") == "./.github/grade":
                assert step.get("with", {}).keys() <= action["inputs"].keys()


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        ({}, "grade.py|ci|"),
        ({"FILE": "my work.ipynb", "FAIL_UNDER": "60"}, "grade.py|ci|my work.ipynb|--fail-under|60|"),
        ({"FILE": "$(touch x); y", "ASSIGNMENT_NAME": "lab"}, "grade.py|ci|$(touch x); y|--assignment|lab|"),
    ],
)
def test_the_action_passes_its_inputs_on_as_they_are(tmp_path: Path, inputs: dict[str, str], line: str) -> None:
    values = {"FILE": "", "ASSIGNMENT_NAME": "", "FAIL_UNDER": "", **inputs}
    assert run(tmp_path, "Grade", {"python": TELLS}, **values) == [line]
    assert not (tmp_path / "x").exists()


def test_the_action_installs_what_a_kit_or_a_course_needs(tmp_path: Path) -> None:
    install = "-m|pip|install|--quiet|"
    assert run(tmp_path, "Install", {"python": TELLS}, TORCH_INDEX="") == [f"{install}-c|constraints.txt|-e|.|"]
    (tmp_path / "log").unlink()
    (tmp_path / "requirements.txt").touch()
    assert run(tmp_path, "Install", {"python": TELLS}, TORCH_INDEX="cpu") == [
        f"{install}--index-url|cpu|torch|torchvision|",
        f"{install}-r|requirements.txt|",
    ]


def test_a_runner_without_rights_goes_on(tmp_path: Path) -> None:
    assert len(run(tmp_path, "Let the sandbox have all its layers", {"sudo": f"{TELLS}; exit 1"})) == 2


@pytest.mark.slow
def test_classroom_50_gets_its_files_from_the_classrooms_kit(leaky_kit: Path, tmp_path: Path) -> None:
    checkout, kit = tmp_path / "checkout", tmp_path / "autograders" / "leaky"
    shutil.copytree(leaky_kit, checkout)
    shutil.copytree(leaky_kit, kit)
    (checkout / "leaky.ipynb").unlink()
    (checkout / "answers.py").write_text(RIGHT)
    (checkout / "assignments" / "leaky" / "recorded.json").write_text("[]")
    runner = {"CLASSROOM": "ml", "ASSIGNMENT": "leaky", "SUBMISSION_TAG": "submit/1", "OWNER": "ada"}
    offline = {"PIP_DRY_RUN": "1", "PIP_NO_INDEX": "1"}
    env = {**os.environ, **runner, **offline, "CLASSROOM50_BUNDLE_DIR": str(kit)}
    command = [sys.executable, str(CI / "autograder.py")]
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((checkout / "result.json").read_text())
    assert (result["owner"], result["score"]) == ("ada", result["max-score"])
    assert result["score"] > 0
    assert (checkout / "release-body.md").read_text().startswith("## ")
