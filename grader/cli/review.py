"""`review`: a page in the browser for what people mark."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.book import BookOption, open_book
from grader.cli.console import errors, out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.review import Pile, ReviewServer


def command(
    assignment: AssignmentArgument,
    blind: Annotated[bool, typer.Option("--blind", help="Hide who wrote the answers.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0: any free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Mark written answers and what needs review, in the browser, on this machine alone. Ctrl-C ends it."""
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        opened.require(assignment)
        pile = Pile(opened, assignment, blind=blind)
        try:
            server = ReviewServer(pile, port)
        except OSError as error:
            raise typer.BadParameter(f"port {port} cannot be used: {error.strerror}", param_hint="--port") from None
        with server:
            out.print(server.url, markup=False, soft_wrap=True)
            errors.print(f"{len(pile.items)} answers to mark; Ctrl-C ends the review, every mark is saved")
            if browser:
                webbrowser.open(server.url)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                errors.print("review ended")
