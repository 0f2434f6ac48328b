"""Running the slice alone gives what running everything gives, in random notebooks that do all that Python allows."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.slicing import definitions, needed
from tests.slicing.programs import CLASSES, FUNCTIONS, PROGRAMS, START, VALUES, notebook, portrait, run, toolbox

NAMES = st.lists(st.sampled_from(VALUES + FUNCTIONS + CLASSES), min_size=1, max_size=2, unique=True)


def whole(sources: list[str], names: Sequence[str]) -> list[object]:
    """What the names are after running every cell."""
    with toolbox():
        namespace, _ = run(sources, range(len(sources)))
        return [portrait(namespace.get(name, "missing")) for name in names]


def sliced(sources: list[str], names: Sequence[str]) -> list[object]:
    """What they are after running what is needed; asked again as long as another cell turns out to fail."""
    failing: set[int] = set()
    while True:
        chosen = needed(notebook(*sources), names, failing=failing).run
        with toolbox():
            namespace, failed = run(sources, chosen)
            if failed <= failing:
                return [portrait(namespace.get(name, "missing")) for name in names]
        failing |= failed


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS, NAMES)
def test_the_slice_gives_what_the_whole_notebook_gives(cells: list[str], names: list[str]) -> None:
    sources = [START, *cells]
    assert sliced(sources, names) == whole(sources, names)


@pytest.mark.slow
@settings(max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS, NAMES)
def test_the_slice_gives_what_many_whole_notebooks_give(cells: list[str], names: list[str]) -> None:
    sources = [START, *cells]
    assert sliced(sources, names) == whole(sources, names)


@given(PROGRAMS, NAMES)
def test_more_counts_as_a_change_with_all_than_with_stated(cells: list[str], names: list[str]) -> None:
    random = notebook(START, *cells)
    assert set(needed(random, names, mutations="stated").run) <= set(needed(random, names, mutations="all").run)


PIECES = (
    *("x", "=", "(", ")", "[", ":", "\n", "\n    ", "?", '"', "'''", "\\", "#", "\0", "\ud800", "é", "*", "@"),
    *(
        "def f",
        "class A",
        "lambda ",
        "for ",
        " in ",
        "%",
        "%%time\n",
        "!ls",
        "exec(x)",
        "import a.b",
        "global x",
        "del ",
    ),
)


@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join), max_size=4))
def test_any_text_is_read(cells: list[str]) -> None:
    hostile = notebook(*cells)
    assert [cell.index for cell in needed(hostile, ["x"]).cells] == list(range(len(cells)))
    assert all(0 <= definition.cell < len(cells) for definition in definitions(hostile))
