"""Checks of what must be done by hand, by reading the code: no optimizer of PyTorch's, no product of the inputs."""

from collections.abc import Callable

from grader.checks.asking.source import Source
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Missing, StudentFault
from grader.checks.families.products import products_of_inputs
from grader.model import Visibility


def by_hand(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    code: Callable[[Source], Source],
    library: str = "torch.optim",
    does: tuple[str, ...] = ("backward", "grad"),
    about: tuple[str, ...] = (),
    visibility: Visibility = "public",
) -> Check:
    """A check that some code, with the functions that it calls, does its work without a library.

    `code` picks it out of the submission's. It must call one of the functions in `does`: code that does nothing uses
    no library either. Objects of a library that were made elsewhere are known by being stepped: `optimizer.step()`.
    A submission that defines none of the names in `about` is about something else.
    """

    def run(t: Context) -> None:
        _expect_any(t.source, about)
        own = code(t.source)
        found = own.as_run()
        if not found.calls(*does):
            raise StudentFault(f"none of {', '.join(f'`{each}`' for each in does)} is called there")
        used = found.uses(library) or (library == "torch.optim" and own.as_run(helpers=False).calls_foreign("step"))
        t.expect.true(f"without {library}", not used, message=f"`{library}` is used where it should be done by hand")

    return Check(name, question, points, run, sentence, visibility)


def with_library(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    code: Callable[[Source], Source],
    library: str,
    about: tuple[str, ...] = (),
    visibility: Visibility = "public",
) -> Check:
    """A check that some code, or a function that it calls, uses something of a library: `torch.optim.SGD`.

    A submission that defines none of the names in `about` is about something else.
    """

    def run(t: Context) -> None:
        _expect_any(t.source, about)
        used = code(t.source).as_run().uses(library)
        t.expect.true(f"with {library}", used, message=f"`{library}` is not used there")

    return Check(name, question, points, run, sentence, visibility)


def _expect_any(source: Source, names: tuple[str, ...]) -> None:
    if names and not source.binds(*names):
        raise Missing(f"none of {', '.join(f'`{name}`' for name in names)} is defined")


def without_product(
    name: str, *, question: str, points: float, function: str, visibility: Visibility = "public"
) -> Check:
    """A check that a function or method (`Class.method`) does not multiply its inputs with each other."""

    def run(t: Context) -> None:
        if t.source.function(function).idle:
            raise StudentFault(f"`{function}` calls nothing, so no network is used there")
        found = products_of_inputs(t.source, function)
        shown = ", ".join(f"`{product}`" for product in found)
        t.expect.true("no product of inputs", not found, message=f"the inputs are multiplied: {shown}")

    return Check(name, question, points, run, f"`{function}` does not multiply its inputs.", visibility)
