from rich.progress import Progress

from grader.cli.console import Rate


def test_the_rate_is_told_as_soon_as_there_is_one() -> None:
    now = [0.0]
    progress = Progress(Rate(), get_time=lambda: now[0], auto_refresh=False)
    progress.add_task("grading", total=10)
    task = progress.tasks[0]
    assert Rate().render(task).plain == ""
    for now[0] in (7.5, 15.0, 22.5):
        progress.advance(task.id)
    assert Rate().render(task).plain == "8 a minute"
