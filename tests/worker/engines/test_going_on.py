"""What of a cell still runs behind the statement at which it failed."""

import pytest

from tests.worker.conftest import Worker

REST = "failed in line {}; the rest of it was run all the same."
DEFINED = "failed in line {}; imports and definitions behind it were run all the same."


def test_where_the_surroundings_fail_the_rest_is_tried(notebook: Worker) -> None:
    reply = notebook.cell("open('gone')\nimport math\nx = math.pi\ny = gone_too\nz = 3\nz")
    assert (reply["status"], reply["error"]["type"], reply["error"]["line"]) == ("raised", "FileNotFoundError", 1)
    assert reply["notes"] == ["the cell " + REST.format(1)]
    assert reply["outputs"] == []
    assert (notebook.get("x") > 3, notebook.get("z")) == (True, 3)


def test_after_another_error_only_what_is_defined_counts(notebook: Worker) -> None:
    reply = notebook.cell(
        "a = 1\n1 / 0\nb = 2\nimport made_up, math\ndef f():\n    return math.floor(2.5)\n"
        "class Broken(gone): pass\nclass Whole: pass"
    )
    assert (reply["status"], reply["error"]["type"]) == ("raised", "ZeroDivisionError")
    assert "the cell " + DEFINED.format(2) in reply["notes"]
    assert reply["outputs"] == []
    assert sorted(notebook.ask("outline", names=[])["names"]) == ["Whole", "a", "f"]
    assert notebook.fork().call("f")["value"] == 2


@pytest.mark.parametrize("stop", ["raise SystemExit", "exit()", "raise KeyboardInterrupt"])
def test_who_wants_to_stop_is_stopped(notebook: Worker, stop: str) -> None:
    assert notebook.cell(f"{stop}\ndef f(): pass")["notes"] == []
    assert notebook.ask("outline", names=["f"])["names"] == {}


@pytest.mark.parametrize("source", ["return 3\ndef f(): pass", "x = (\ndef f(): pass"])
def test_a_cell_that_cannot_be_compiled_does_nothing(notebook: Worker, source: str) -> None:
    assert notebook.cell(source)["notes"] == []
    assert notebook.ask("outline", names=["f"])["names"] == {}
