"""Everything about one graded hand-in, on the terminal: for the instructor, hidden checks included."""

from rich.console import Console
from rich.markup import escape

from grader.model import CallShown, CheckResult, GradeReport, Shown, Verdict
from grader.report import safe_text

_STYLE = {Verdict.PASSED: "green", Verdict.PARTIAL: "yellow", Verdict.NEEDS_REVIEW: "yellow"}


def print_detail(report: GradeReport, console: Console) -> None:
    """Print cells that went wrong, then every check with its calls, replies and differences."""
    for cell in report.cells:
        if cell.status != "ok" or cell.notes:
            error = f" {cell.error.type}: {cell.error.message}" if cell.error else ""
            _print(console, f"  cell {cell.index} {cell.status}{error}", "dim")
            for note in (cell.reason, *cell.notes) if cell.reason else cell.notes:
                _print(console, f"    {note}", "dim")
    for check in report.checks:
        _print_check(check, console)


def _print_check(check: CheckResult, console: Console) -> None:
    style = _STYLE.get(check.verdict, "red")
    points = f"{check.points:g}/{check.max_points:g}"
    _print(console, f"  {check.id} [{check.visibility}] {check.verdict.label} {points} (seed {check.seed})", style)
    _print(console, f"    {check.sentence}")
    if check.message:
        _print(console, f"    {check.message}")
    for call in check.calls:
        _print_call(call, console)
    for item in check.expectations:
        _print(console, f"    {'ok  ' if item.passed else 'MISS'} {item.label} ({item.points:g})")
        for difference in item.differences:
            _print(console, f"         {difference.path} {difference.message} {difference.explanation}")
    if check.error and check.error.traceback:
        _print(console, "    " + check.error.traceback.replace("\n", "\n    "))
    if check.diagnosis:
        _print(console, f"    diagnosis: {check.diagnosis.name}: {check.diagnosis.hint}", "magenta")
    if check.follow_through:
        _print(console, f"    {check.follow_through}", "magenta")


def _print_call(call: CallShown, console: Console) -> None:
    _print(console, f"    > {call.call}  ({call.seconds * 1000:.1f} ms)")
    for name, value in call.arguments.items():
        _print(console, f"        {name} = {_words(value)}", "dim")
    if call.value:
        _print(console, f"        -> {_words(call.value)}")
    if call.printed:
        _print(console, f"        printed: {call.printed[:500]}", "dim")
    for warning in call.warnings:
        _print(console, f"        warning: {warning}", "dim")


def _words(value: Shown) -> str:
    shape = f" {tuple(value.shape)}" if value.shape is not None else ""
    dtype = f" {value.dtype}" if value.dtype else ""
    return f"{value.type}{shape}{dtype} {' '.join(value.text.split())[:300]}"


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(escape(safe_text(text)), style=style, soft_wrap=True)
