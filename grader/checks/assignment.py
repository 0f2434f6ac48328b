"""What an author writes: an assignment, its questions, and its checks."""

import inspect
import traceback
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grader.checks.context import Context
from grader.checks.errors import AuthorError
from grader.checks.expected.sealed import Tape
from grader.checks.places.locate import Place
from grader.checks.places.package import Package
from grader.model import Cells, RunPolicy, Visibility

CheckFunction = Callable[[Context], None]


PROTOCOL = frozenset({"forward", "__call__", "__getitem__", "__len__", "__iter__"})
"""Methods by which a class is known for a network, a data set or a loader."""


@dataclass(frozen=True)
class Sought:
    """A function or class of the handout, by which an answer under another name is known."""

    parameters: tuple[str, ...]
    methods: frozenset[str] | None = None
    """What a class is called by: `forward` of a network, `__getitem__` of a data set; None for a function."""


@dataclass(frozen=True)
class Check:
    """One check: a function of a context, and what it is worth."""

    name: str
    question: str
    points: float
    run: CheckFunction
    sentence: str
    """What the check asks, in one sentence for students."""
    visibility: Visibility = "public"
    follows: tuple[str, ...] = ()
    """Functions of earlier answers that this one is built on: a mistake in them does not cost here again."""
    after: Place | None = None
    """The state that the check sees is the one after the last cell there, not at the end of the notebook."""

    @property
    def id(self) -> str:
        """Unique in the assignment."""
        return f"{self.question}/{self.name}"


@dataclass
class Question:
    """One question of the handout."""

    id: str
    title: str = ""
    optional: bool = False
    """Its points come on top: they are not part of the maximum."""
    written: bool = False
    """A free text that a person marks."""
    place: Place | None = None
    """The cells that answer it."""
    cells: Cells | None = None
    """Which cells are run for its checks; None leaves it to the assignment's policy."""
    points: float = 0.0
    """Sum of the checks' points; for a written question, what a person may give."""
    checks: list[Check] = field(default_factory=list)


class Assignment:
    """A homework: where its answers are found, how they are run, and the questions with their checks."""

    def __init__(
        self,
        name: str,
        *,
        title: str,
        reference: types.ModuleType,
        submission: tuple[str, ...] | str = ("*.ipynb", "*.py"),
        policy: RunPolicy | None = None,
        package: Package | None = None,
        starter: Path | None = None,
        named: tuple[str, ...] = (),
        language: str = "en",
    ) -> None:
        """Declare it.

        `starter` is the notebook that students begin with: what stands there is not their own answer. `named` are
        functions and classes that it gives, that checks ask for, and that the reference does not have. `language` is
        that of the pages around the checks' own sentences, such as `de`.
        """
        self.name = name
        self.title = title
        self.reference = reference
        self.submission = (submission,) if isinstance(submission, str) else submission
        self.policy = policy or RunPolicy()
        self.package = package
        self.starter = starter
        self.named = named
        self.language = language
        self.questions: dict[str, Question] = {}
        self.tape: Tape | None = None
        """Records what the reference gives, or plays it where there is none."""
        self.declared: dict[str, tuple[tuple[str, int], ...]] = {}
        """Where each check was declared, by its id: file and line of every call that led to it, the innermost first."""

    def question(
        self,
        id: str,  # noqa: A002  (the word authors use)
        title: str,
        *,
        optional: bool = False,
        written: bool = False,
        points: float = 0.0,
        place: Place | None = None,
        cells: Cells | None = None,
    ) -> None:
        """Declare a question. A written one names its points; the points of others are those of their checks.

        `cells` says which cells of the notebook are run for it, where that is other than in the assignment's policy.
        """
        if id in self.questions:
            raise AuthorError(f"question {id!r} is declared twice")
        if points and not written:
            raise AuthorError(
                f"question {id!r}: only a written question names points; others have those of their checks"
            )
        self.questions[id] = Question(id, title, optional, written, place, cells, points)

    def check(
        self,
        question: str,
        *,
        points: float,
        visibility: Visibility = "public",
        follows: tuple[str, ...] = (),
        after: Place | None = None,
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Declare the decorated function as a check; its docstring is the sentence that students read."""

        def register(function: CheckFunction) -> CheckFunction:
            sentence = " ".join((inspect.getdoc(function) or "").split())
            if not sentence:
                raise AuthorError(
                    f"check {function.__name__!r} has no docstring: it is the sentence that students read"
                )
            self.use(Check(function.__name__, question, points, function, sentence, visibility, follows, after))
            return function

        return register

    def use(self, *checks: Check | Iterable[Check]) -> None:
        """Add checks that a family made."""
        for item in checks:
            for check in [item] if isinstance(item, Check) else item:
                self._add(check)

    def signature(self, name: str) -> inspect.Signature | None:
        """The declared signature of a function or class: the reference's own."""
        if self.tape:
            self.tape.called(name)
        target = getattr(self.reference, name, None)
        return inspect.signature(target) if callable(target) else None

    @property
    def asked_for(self) -> dict[str, Sought]:
        """The functions and classes of the handout, which are the reference's own."""
        own = {name: value for name, value in vars(self.reference).items() if callable(value) and name[0] != "_"}
        return {
            name: Sought(
                tuple(inspect.signature(value).parameters),
                PROTOCOL & vars(value).keys() if isinstance(value, type) else None,
            )
            for name, value in own.items()
            if str(getattr(value, "__module__", "")).startswith(self.reference.__name__)
        }

    def cells_for(self, check: Check) -> Cells:
        """Which cells of the notebook are run for a check."""
        return self.questions[check.question].cells or self.policy.cells

    @property
    def checks(self) -> list[Check]:
        """Every check, question by question."""
        return [check for question in self.questions.values() for check in question.checks]

    @property
    def max_points(self) -> float:
        """Points of all questions that are not optional."""
        return round(sum(question.points for question in self.questions.values() if not question.optional), 6)

    def _add(self, check: Check) -> None:
        question = self.questions.setdefault(check.question, Question(check.question))
        if question.written:
            raise AuthorError(f"question {check.question!r} is written and takes no checks")
        if any(other.name == check.name for other in question.checks):
            raise AuthorError(f"question {check.question!r} has two checks called {check.name!r}")
        if check.points < 0:
            raise AuthorError(f"check {check.id!r} has {check.points} points")
        self.declared[check.id] = tuple((frame.f_code.co_filename, line) for frame, line in traceback.walk_stack(None))
        question.checks.append(check)
        question.points = round(question.points + check.points, 6)
