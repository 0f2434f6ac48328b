"""Why cells run that no name leads to, and why the others need not run."""

from collections.abc import Iterable, Iterator

from grader.slicing.acts import Act
from grader.slicing.graph import Graph
from grader.slicing.knowledge import PLOTTING_CALLS, PRINTING_CALLS, TRAINING_CALLS
from grader.slicing.reading import Reading
from grader.slicing.steps import Step

_NAMES_SHOWN = 4
_LONGEST_NAME = 60
_ACTIVITIES = {"trains": TRAINING_CALLS, "plots": PLOTTING_CALLS, "prints": PRINTING_CALLS}


def in_any_case(graph: Graph, reading: Reading) -> Iterator[tuple[int, str]]:
    """Cells that run whatever is asked for, and why."""
    for cell, problem in reading.problems.items():
        yield cell, f"{problem}, so it is run to be safe"
    for time in graph.unsure:
        yield graph.steps[time].cell, "may bind any name, so it is run to be safe"
    for time, name in graph.settings.items():
        yield graph.steps[time].cell, f"{_verb(name)} {quoted(name)}, on which all later code may depend"
    yield from _light_cells(graph)


def unneeded(steps: list[Step]) -> str:
    """Why a cell with these steps is not run."""
    acts = [act for step in steps for act in step.acts]
    if not acts:
        return "not needed: it is empty"
    calls = {name for act in acts for call in act.found.calls for name in call}
    doing = [word for word, names in _ACTIVITIES.items() if calls & names]
    names = sorted({name for act in acts if not act.loops for name in act.found.stores})
    if doing and ("trains" in doing or not names) and not any(act.defines for act in acts):
        return f"not needed: only {_listed(doing)}"
    if names:
        shown = [quoted(name) for name in names[:_NAMES_SHOWN]] + (["others"] if len(names) > _NAMES_SHOWN else [])
        return f"not needed: the checks use nothing that depends on {_listed(shown)}"
    return "not needed: the checks use nothing that depends on it"


def quoted(name: str) -> str:
    """A name for a sentence, cut where it is very long."""
    return f"`{name[:_LONGEST_NAME]}`"


def _light_cells(graph: Graph) -> Iterator[tuple[int, str]]:
    """Cells that set up something around, seeds or plots, and do nothing that takes time."""
    cells: dict[int, list[Act]] = {}
    for step in graph.steps:
        cells.setdefault(step.cell, []).extend(step.acts)
    for cell, acts in cells.items():
        cosmetics = sorted({name for act in acts for name in _cosmetics(graph, act)})
        if cosmetics and all(_is_light(graph, act) for act in acts):
            yield cell, f"{_verb(cosmetics[0])} {quoted(cosmetics[0])}, and takes no time"


def _cosmetics(graph: Graph, act: Act) -> list[str]:
    """What a statement sets of libraries and of the notebook's surroundings."""
    return [name for name in act.found.cosmetics if name[0] in "%!" or graph.is_import(name.partition(".")[0])]


def _is_light(graph: Graph, act: Act) -> bool:
    if act.loops or graph.acting(act):
        return False
    return act.kind == "import" or act.frozen is not None or bool(_cosmetics(graph, act))


def _verb(name: str) -> str:
    return "runs" if name.startswith(("%", "!")) else "sets"


def _listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
