"""What `grade` and `regrade` grade with: made once from the options that they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.batch import Again, Memory, Setting, remembering
from grader.checks import Assignment
from grader.checks.seeds import Seeds
from grader.cli.options import chosen_look, data_folder, sandbox_choice
from grader.course import Course
from grader.model import Engine
from grader.pipeline import Options
from grader.report import Look


@dataclass(frozen=True)
class Plan:
    """An assignment, and how its hand-ins are graded."""

    home: Course
    assignment: Assignment
    options: Options
    look: Look
    seeds: Seeds
    tier: int | None
    trust: bool

    @classmethod
    def of(
        cls,
        name: str,
        course: Path | None,
        *,
        sandbox: str,
        data: Path | None,
        language: str,
        theme: Path | None,
        engine: Engine = "shell",
        question: str | None = None,
        keep: bool = False,
    ) -> "Plan":
        """The plan that the options ask for. Wrong ones end the command."""
        tier, trust = sandbox_choice(sandbox)
        home = Course.find(course or Path.cwd())
        assignment = home.load(name)
        look = chosen_look(language, theme, home, assignment.language)
        options = Options(engine, question, data=data_folder(data, home), full_data=data is not None, keep=keep)
        return cls(home, assignment, options, look, Seeds(home.secret(), assignment.name), tier, trust)

    def memory(self, books: Iterable[str], again: Again = "what changed") -> Memory:
        """What was graded before, as these gradebooks (URLs) have it."""
        return remembering(
            books, self.home.root, self.assignment, self.seeds, self.options, tier=self.tier, again=again
        )

    def setting(self, folder: Path, memory: Memory | None) -> Setting:
        """What every hand-in shares, with reports below `folder`."""
        return Setting(
            self.assignment, self.seeds, self.options, folder, memory, self.look, tier=self.tier, trust=self.trust
        )
