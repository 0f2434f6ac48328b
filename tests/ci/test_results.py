"""Results of one push, where each host looks for them."""

import base64
import json
import re
from pathlib import Path
from typing import get_args

import pytest

from grader.ci import Host, Run, detect, publish
from grader.report import redact
from tests.report import factory


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({}, "plain"),
        ({"GITLAB_CI": "true"}, "plain"),
        ({"GITHUB_ACTIONS": "true"}, "github"),
        ({"GITHUB_ACTIONS": "true", "CLASSROOM": "ml", "SUBMISSION_TAG": "submit/1"}, "classroom50"),
    ],
)
def test_the_host_is_known_by_its_variables(environment: dict[str, str], host: str) -> None:
    assert detect(environment) == host


def published(folder: Path, host: Host, environment: dict[str, str]) -> list[str]:
    """What is said on standard output."""
    said: list[str] = []
    run = Run(host, environment, folder, folder / "lab4.ipynb", folder / "grader-results")
    publish(redact(factory.hostile()), run, said.append)
    return said


@pytest.mark.parametrize("host", get_args(Host))
def test_every_host_gets_junit_markdown_and_the_report(tmp_path: Path, host: Host) -> None:
    published(tmp_path, host, {})
    assert {path.name for path in (tmp_path / "grader-results").iterdir()} == {
        *("junit.xml", "summary.md", "report.html", "report.json")
    }
    assert (tmp_path / "result.json").exists() == (host == "classroom50")


def test_github_gets_a_summary_an_output_and_annotations(tmp_path: Path) -> None:
    summary, output = tmp_path / "summary", tmp_path / "output"
    output.write_text("earlier=1\n")
    text, *commands = published(tmp_path, "github", {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)})
    assert summary.read_text().startswith("## ")
    earlier, result = output.read_text().splitlines()
    assert earlier == "earlier=1"
    assert json.loads(base64.b64decode(result.removeprefix("result=")))["version"] == 1
    assert text.startswith("::stop-commands::")
    assert commands
    assert all(re.match(r"::(error|warning|notice) file=", command) for command in commands)


def test_plain_hosts_print_text_alone(tmp_path: Path) -> None:
    [text] = published(tmp_path, "plain", {})
    assert "stop-commands" not in text
