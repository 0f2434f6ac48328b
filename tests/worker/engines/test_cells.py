"""Cells through both engines: what they put out, how they fail, how they are stopped."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.worker.conftest import Open, Worker


def shown(reply: dict[str, Any]) -> list[tuple[str, str]]:
    return [(output["kind"], output["text"]) for output in reply["outputs"]]


def test_prints_and_the_value_of_the_last_expression(notebook: Worker) -> None:
    reply = notebook.cell("import sys\nprint('one')\nprint('two', file=sys.stderr)\n[1, 'x']")
    assert reply["status"] == "ok"
    assert shown(reply) == [("text", "one\n"), ("text", "two\n"), ("text", "[1, 'x']")]
    assert reply["error"] is None
    assert reply["notes"] == []
    assert 0 < reply["cpu_seconds"] <= reply["seconds"] + 0.1


def test_names_live_on(notebook: Worker) -> None:
    notebook.cell("x = 3")
    notebook.cell("y = x + 1")
    assert notebook.get("y") == 4


def test_a_semicolon_and_none_show_nothing(notebook: Worker) -> None:
    assert shown(notebook.cell("3;")) == []
    assert shown(notebook.cell("None")) == []
    assert shown(notebook.cell("   \n\n")) == []


def test_figures_that_are_shown_and_figures_left_at_the_end(notebook: Worker) -> None:
    reply = notebook.cell(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('between')\n"
        "plt.plot([2, 1])\nprint('end')"
    )
    assert [kind for kind, _ in shown(reply)] == ["image", "text", "image"]
    assert shown(reply)[1] == ("text", "between\nend\n")
    assert all(output["data"].startswith(b"\x89PNG") for output in reply["outputs"] if output["kind"] == "image")
    assert shown(notebook.cell("plt.gcf().axes")) == [("text", "[]"), ("text", "<Figure size 640x480 with 0 Axes>")]


def test_display_html_and_representations(notebook: Worker) -> None:
    reply = notebook.cell(
        "from IPython.display import HTML\ndisplay(HTML('<b>bold</b>'))\n"
        "class Table:\n    def _repr_html_(self):\n        return '<table/>'\nTable()"
    )
    assert shown(reply) == [("html", "<b>bold</b>"), ("html", "<table/>")]


def test_clear_output_and_updated_displays(notebook: Worker) -> None:
    reply = notebook.cell(
        "from IPython.display import clear_output, display\n"
        "for epoch in range(3):\n    clear_output(wait=True)\n    print('epoch', epoch)\n"
        "handle = display('first', display_id=True)\nhandle.update('second')"
    )
    assert shown(reply) == [("text", "epoch 2\n"), ("text", "'second'")]


def test_top_level_await(notebook: Worker) -> None:
    reply = notebook.cell("import asyncio\nawait asyncio.sleep(0)\nprint('done')")
    assert (reply["status"], shown(reply)) == ("ok", [("text", "done\n")])


def test_an_error_names_the_innermost_line_of_the_student(notebook: Worker) -> None:
    notebook.cell("import torch\n\ndef f(a):\n    return torch.mm(a, a)", index=2)
    reply = notebook.cell("print('before')\nf(torch.zeros(2, 3))", index=5)
    error = reply["error"]
    assert reply["status"] == "raised"
    assert shown(reply) == [("text", "before\n")]
    assert (error["type"], error["cell"], error["line"]) == ("RuntimeError", 2, 4)
    assert "shapes cannot be multiplied" in error["message"]
    assert 'File "cell 5", line 2' in error["traceback"]
    assert "return torch.mm(a, a)" in error["traceback"]
    assert "site-packages" not in error["traceback"]


def test_a_chain_of_errors_shows_the_student_s_frames_of_each(notebook: Worker) -> None:
    reply = notebook.cell("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('bad') from e", index=1)
    assert (reply["error"]["type"], reply["error"]["line"]) == ("ValueError", 4)
    assert "KeyError: 'a'" in reply["error"]["traceback"]
    assert "direct cause" in reply["error"]["traceback"]


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("x = 1\n\ny = (1 +\n", 3, "'(' was never closed"),
        ("def f():\nreturn 1", 2, "expected an indented block"),
        ("\n\nfor x in 3\n    print(x)", 3, "expected ':'"),
        ("return 3", 1, "'return' outside function"),
    ],
)
def test_syntax_errors_name_their_line(notebook: Worker, source: str, line: int, message: str) -> None:
    reply = notebook.cell(source, index=7)
    assert reply["status"] == "raised"
    assert (reply["error"]["cell"], reply["error"]["line"]) == (7, line)
    assert message in reply["error"]["message"]


def test_empty_lines_at_the_top_do_not_shift_lines(notebook: Worker) -> None:
    assert notebook.cell("\n\n1 / 0")["error"]["line"] == 3
    assert notebook.cell("%%time\n\n1 / 0")["error"]["line"] == 3


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("raise SystemExit(0)", "SystemExit"),
        ("import sys; sys.exit()", "SystemExit"),
        ("exit()", "SystemExit"),
        ("quit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("class Odd(BaseException): pass\nraise Odd", "Odd"),
        ("def f(): f()\nf()", "RecursionError"),
    ],
)
def test_whatever_is_raised_ends_the_cell_alone(notebook: Worker, source: str, kind: str) -> None:
    reply = notebook.cell(source)
    assert (reply["status"], reply["error"]["type"]) == ("raised", kind)
    assert shown(reply) == []
    assert shown(notebook.cell("'still here'")) == [("text", "'still here'")]


def test_an_exception_that_cannot_be_read_is_still_told(notebook: Worker) -> None:
    reply = notebook.cell("class Bad(Exception):\n    def __str__(self):\n        raise ValueError\nraise Bad")
    assert (reply["status"], reply["error"]["type"]) == ("raised", "Bad")


def test_a_figure_that_cannot_be_drawn_is_told_and_costs_nothing(notebook: Worker) -> None:
    reply = notebook.cell("import matplotlib.pyplot as plt\nplt.title('$\\\\frac{$')\nx = 1")
    assert reply["status"] == "ok"
    assert "ValueError" in shown(reply)[-1][1]
    assert notebook.get("x") == 1


def test_printed_text_is_cut_in_the_middle(open_worker: Open) -> None:
    for engine in ("shell", "kernel"):
        worker = open_worker(engine=engine, output_bytes=1000)
        ((_, text),) = shown(worker.cell("for i in range(5000):\n    print(i)"))
        assert text.startswith("0\n1\n2\n")
        assert text.endswith("4998\n4999\n")
        assert "characters left out" in text
        assert len(text) < 1100


def test_warnings_are_printed_with_the_cell_s_name(notebook: Worker) -> None:
    reply = notebook.cell("import warnings\nwarnings.warn('careful')", index=3)
    ((_, text),) = shown(reply)
    assert "cell 3:2: UserWarning: careful" in text


def test_each_cell_is_seeded(notebook: Worker) -> None:
    draw = "import torch, random, numpy as np\nx = [torch.rand(1).item(), random.random(), np.random.rand()]"
    notebook.cell(draw, seed=5)
    first = notebook.get("x")
    notebook.cell(draw, seed=5)
    assert notebook.get("x") == first
    notebook.cell(draw, seed=6)
    assert notebook.get("x") != first


@pytest.mark.parametrize(
    "loop", ["while True: pass", "import time; time.sleep(1000)", "import asyncio; await asyncio.sleep(99)"]
)
def test_a_cell_is_interrupted_and_the_session_goes_on(notebook: Worker, tmp_path: Path, loop: str) -> None:
    notebook.cell("x = 1")
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    nonce = notebook.send("cell", index=1, source=f"x = 2\nopen({str(fifo)!r}, 'w').close()\n{loop}", seed=0)
    fifo.read_bytes()
    notebook.interrupt()
    reply = notebook.reply(nonce)
    assert reply["status"] == "interrupted"
    assert notebook.get("x") == 2


def test_an_interrupt_between_cells_is_ignored(notebook: Worker) -> None:
    notebook.cell("x = 1")
    notebook.interrupt()
    assert notebook.get("x") == 1
    assert notebook.cell("x")["status"] == "ok"


def test_code_that_swallows_the_interrupt_is_not_told_as_interrupted(notebook: Worker, tmp_path: Path) -> None:
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    source = (
        f"try:\n    open({str(fifo)!r}, 'w').close()\n    while True: pass\nexcept BaseException:\n    x = 'swallowed'"
    )
    nonce = notebook.send("cell", index=1, source=source, seed=0)
    fifo.read_bytes()
    notebook.interrupt()
    assert notebook.reply(nonce)["status"] == "ok"
    assert notebook.get("x") == "swallowed"


def test_a_dead_process_closes_the_conversation(notebook: Worker) -> None:
    from grader.wire import ChannelClosed

    with pytest.raises(ChannelClosed):
        notebook.cell("import os\nos._exit(0)")


def test_a_cell_before_the_setup_is_refused(open_worker: Open) -> None:
    assert open_worker().cell("1")["status"] == "refused"


def test_magics_that_show_or_change_nothing_outside_work(notebook: Worker) -> None:
    reply = notebook.cell("%matplotlib inline\n%config InlineBackend.figure_format = 'png'\n%time x = 3\n%env A=1")
    assert reply["status"] == "ok"
    assert notebook.get("x") == 3
