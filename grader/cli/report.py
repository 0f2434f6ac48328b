"""`report`: the reports of an earlier run once more: in another look, under pseudonyms, packed to hand back."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.book import open_book
from grader.cli.console import errors
from grader.cli.options import LanguageOption, ThemeOption, chosen_look
from grader.course import Course, CourseError
from grader.gradebook import final_marks, read_policy
from grader.handback import FORMS, Rerender, disguise, pack, rerender_all, stored_reports
from grader.model import GradeReport
from grader.report import read_failures, replace_file, write_class


def command(
    reports: Annotated[Path, typer.Argument(help="Folder of one assignment's reports, as `grade` wrote it.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write them there instead of in place.")] = None,
    language: LanguageOption = "",
    theme: ThemeOption = None,
    pseudonyms: Annotated[
        bool, typer.Option("--pseudonyms", help="Numbers for names, for reports that leave the course; needs --out.")
    ] = False,
    feedback: Annotated[str | None, typer.Option(help=f"Also pack the pages to hand back: {', '.join(FORMS)}.")] = None,
    marks: Annotated[
        bool, typer.Option("--marks", help="Show how students stand in the gradebook: people's marks, lateness.")
    ] = False,
    withhold: Annotated[list[str] | None, typer.Option(help="Leave this student out of the feedback.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Reports rendered at once. Default: one a core.")] = None,
) -> None:
    """Render stored reports again, without grading: in another language or theme, under pseudonyms, as feedback."""
    _check(out, pseudonyms=pseudonyms, feedback=feedback)
    course = _course()
    look = chosen_look(language, theme, course)
    stored = stored_reports(reports)
    if marks:
        stored = _with_marks(stored, course)
    _known(stored, withhold or [])
    target = out / reports.resolve().name if out else reports
    tasks = _tasks(stored, reports, target, pseudonyms=pseudonyms)
    rerender_all(tasks, jobs or len(os.sched_getaffinity(0)), look)
    failures = [] if pseudonyms else read_failures(reports)
    write_class([task.report for task in tasks], target, failures=failures, look=look)
    errors.print(f"reports: {target / 'index.html'}", markup=False, soft_wrap=True)
    if feedback:
        _write_feedback({task.target: task.report for task in tasks}, target, feedback, withhold or [])


def _course() -> Course | None:
    """The course that we are in, for its theme; reports can be rendered anywhere."""
    try:
        return Course.find(Path.cwd())
    except CourseError:
        return None


def _with_marks(stored: Mapping[Path, GradeReport], course: Course | None) -> Mapping[Path, GradeReport]:
    """The reports with the marks that count; a report of a hand-in that does not count stays as it is, and is named."""
    if course is None:
        raise typer.BadParameter("the gradebook is the course's: run this in the course's folder", param_hint="--marks")
    name = next(iter(stored.values())).assignment
    with open_book(course, None) as book:
        standings = book.standings(name, read_policy(course.policy_file(name)))
        final = final_marks(standings, book.attempts(name), book.decisions(name))
    found = {path: final.get((report.submission.student, report.submission.digest)) for path, report in stored.items()}
    for path in (path for path, mark in found.items() if mark is None):
        errors.print(f"no mark for {path.name}: not in the gradebook, or another attempt counts", style="yellow")
    return {path: report.model_copy(update={"final": found[path]}) for path, report in stored.items()}


def _check(out: Path | None, *, pseudonyms: bool, feedback: str | None) -> None:
    if feedback is not None and feedback not in FORMS:
        raise typer.BadParameter(f"{feedback!r} is not one of {', '.join(FORMS)}", param_hint="--feedback")
    if pseudonyms and feedback:
        raise typer.BadParameter("feedback under pseudonyms finds nobody; do one after the other")
    if pseudonyms and out is None:
        raise typer.BadParameter("give --out: reports under pseudonyms do not replace those with names")


def _known(stored: Mapping[Path, GradeReport], names: Sequence[str]) -> None:
    """A misspelt name must not publish what was to be withheld."""
    known = {name for report in stored.values() for name in (report.submission.student, report.submission.slug)}
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"there is no student {name!r} among the reports", param_hint="--withhold")


def _tasks(stored: Mapping[Path, GradeReport], folder: Path, target: Path, *, pseudonyms: bool) -> list[Rerender]:
    if pseudonyms:
        hidden = disguise(list(stored.values()), folder)
        return [Rerender(report, folder, target / report.submission.slug) for report in hidden]
    return [Rerender(report, source, target / source.name) for source, report in stored.items()]


def _write_feedback(pages: Mapping[Path, GradeReport], target: Path, form: str, withheld: Sequence[str]) -> None:
    packed = pack(pages, form, withheld)
    path = target / f"feedback-{form}.zip"
    replace_file(path, packed.archive)
    errors.print(f"feedback for {packed.count} students: {path}", markup=False, soft_wrap=True)
    for student, reason in packed.left_out:
        errors.print(f"left out: {student}: {reason}", style="yellow", markup=False, soft_wrap=True)
