"""Which continuous-integration host a command runs on."""

from collections.abc import Mapping
from typing import Literal, get_args

Host = Literal["github", "classroom50", "plain"]
"""`classroom50` runs on GitHub too; `plain` is everything else, GitLab among it: JUnit and Markdown."""
HOSTS: tuple[Host, ...] = get_args(Host)


def detect(environment: Mapping[str, str]) -> Host:
    """The host that sets these variables."""
    if environment.get("CLASSROOM") and environment.get("SUBMISSION_TAG"):
        return "classroom50"
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "plain"
