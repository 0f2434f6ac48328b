"""A run over many hand-ins as the terminal shows it: progress, a line each, and what is recorded on the way."""

import os
from collections.abc import Iterator, Sequence

import typer
from rich.progress import Progress

from grader.batch import Done, Setting, grade_all, on_this_machine
from grader.cli.console import bar, errors
from grader.cli.detail import print_detail
from grader.cli.kept import Kept
from grader.cli.where import Where
from grader.gradebook import Gradebook
from grader.model import GradeReport, Handin, Verdict
from grader.pool import Failure
from grader.report import line, safe_text

Results = list[tuple[Handin, Kept | Failure]]


def run(
    handins: Sequence[Handin],
    jobs: int | None,
    setting: Setting,
    book: Gradebook | None,
    *,
    verbose: bool = False,
    whole: bool = False,
    where: Where = on_this_machine,
) -> Results:
    """Grade all hand-ins, one process a core unless `jobs` says otherwise; results in the order of the hand-ins.

    Their reports are brief, unless they are to be `whole`.
    """
    results: Results = []
    with bar("grading", len(handins)) as progress:
        outcomes = grade_all(handins, jobs or len(os.sched_getaffinity(0)), setting, where(progress.refresh))
        try:
            for handin, outcome in outcomes:
                if isinstance(outcome, Done) and book is not None:
                    _record(book, outcome, setting)
                results.append((handin, Kept.of(outcome, whole=whole) if isinstance(outcome, Done) else outcome))
                _announce(progress, handin, outcome, verbose=verbose)
        except KeyboardInterrupt:
            progress.stop()
            errors.print(f"stopped after {len(results)} of {len(handins)}; the same command again goes on from there")
            raise typer.Exit(1) from None
        finally:
            outcomes.close()
    order = {handin.slug: index for index, handin in enumerate(handins)}
    return sorted(results, key=lambda pair: order[pair[0].slug])


def failures(results: Results) -> list[tuple[str, str]]:
    """Students without a report, or whose report could not be written, each with the reason."""
    failed = [(handin.student, outcome.message) for handin, outcome in results if isinstance(outcome, Failure)]
    return failed + [
        (handin.student, kept.problem) for handin, kept in results if isinstance(kept, Kept) and kept.problem
    ]


def conclude(results: Results) -> None:
    """End with exit code 1, and say so, where the grader itself failed: for a whole hand-in or in a single check."""
    if failures(results) or any(isinstance(one, Kept) and one.grader_failed for _, one in results):
        errors.print("the grader itself failed somewhere: see above; the marks concerned are undecided", style="red")
        raise typer.Exit(1)


def _record(book: Gradebook, done: Done, setting: Setting) -> None:
    """Keep what is new to this book; what was graded before may have been recorded in another one.

    A result that was taken up although the assignment has changed must not pass for one of the changed assignment.
    """
    memory = setting.memory
    if memory and done.again and (memory.again == "new hand-ins" or book.holds(done.key, memory.origins)):
        return
    book.record(done.full, key=done.key, origins=memory.origins if memory else None)


def _announce(progress: Progress, handin: Handin, outcome: Done | Failure, *, verbose: bool) -> None:
    progress.advance(progress.task_ids[0])
    if isinstance(outcome, Failure):
        progress.console.print(f"{handin.slug}: the grader failed: {outcome.message}", style="red", markup=False)
        return
    progress.console.print(line(outcome.report))
    for problem in (*_failures(outcome.full), *([outcome.problem] if outcome.problem else [])):
        progress.console.print(problem, style="red", markup=False)
    if verbose:
        print_detail(outcome.full, progress.console)


def _failures(report: GradeReport) -> Iterator[str]:
    """How the grader failed in single checks, which students' reports do not tell."""
    for check in report.checks:
        if check.verdict is Verdict.GRADER_ERROR:
            yield safe_text(f"{report.submission.slug}, {check.id}: {check.message.partition(chr(10))[0]}")[:300]
