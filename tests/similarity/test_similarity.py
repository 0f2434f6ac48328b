"""Pairs are found whatever a copyist renames, and only there."""

import random

import pytest

from grader.model import CellResult, GradeReport
from grader.similarity import Work, render, similar_pairs, work_of
from tests.gradebook.handed_in import graded

ORIGINAL = '''
def step(params, grads, state, lr=0.1, momentum=0.9):
    """One step of SGD with momentum."""
    # the velocity comes first
    for name in params:
        velocity = state.get(name, 0)
        velocity = momentum * velocity - lr * grads[name]
        params[name] += velocity
        state[name] = velocity
        largest = max(abs(params[name]).max(), 1.0)
        if largest > 100 and not name.endswith("bias"):
            params[name] = params[name] / largest * 100
            print("too large:", name, largest)
    if not state:
        raise ValueError("no parameters were given")
    return params, state
'''
DISGUISED = """
def step(p, g, memory, rate=1e-1, beta=9e-1):


    for key in p:   # go through everything
        v = memory.get(key, 0)
        v = beta*v - rate*g[key]
        p[key] += v
        memory[key] = v
        top = max(abs(p[key]).max(), 1)
        if top > 1e2 and not key.endswith('b'):
            p[key] = p[key] / top * 1e2   # back into the box
            print('ouch', key, top)
    if not memory:
        raise ValueError('nothing there')
    return p, memory
"""
OPERATORS = ("+", "-", "*", "/", "@", "//", "%", "**")


def independent(number: int, lines: int = 30) -> str:
    """A program of its own: statements of random shapes."""
    chance = random.Random(number)
    code = ["def work(a, b, c):"]
    for _ in range(lines):
        one, two, three = (chance.choice(OPERATORS) for _ in range(3))
        line = f"    a = f{number}(a {one} b) {two} c[{chance.choice(['0', 'a:b', '-1, :'])}] {three} (a, b)"
        code.append(chance.choice([line, f"    while a.x{chance.randint(0, 9)} {one} b: c(a)[b] = a {two} b", line]))
    return "\n".join(code)


def short_answer(number: int) -> str:
    """A right answer to a short task, in one of the ways that people write it."""
    chance = random.Random(number)
    names = chance.sample(("p", "g", "v", "lr", "mu", "state", "params", "grads", "rate", "m"), 5)
    p, g, v, rate, momentum = names
    loop = chance.choice((f"for i in range(len({p})):", f"for i, _ in enumerate({p}):"))
    body = chance.choice(
        (
            (f"{v}[i] = {momentum} * {v}[i] - {rate} * {g}[i]", f"{p}[i] += {v}[i]"),
            (f"{v}[i] = {momentum} * {v}[i] + {g}[i]", f"{p}[i] -= {rate} * {v}[i]"),
            (f"{v}[i] *= {momentum}", f"{v}[i] += {g}[i]", f"{p}[i] -= {rate} * {v}[i]"),
            (f"step = {rate} * {g}[i]", f"{v}[i] = {momentum} * {v}[i] - step", f"{p}[i] += {v}[i]"),
        )
    )
    first = chance.choice(("", f"    {v} = {v} or [0.0] * len({p})\n"))
    last = chance.choice((f"return {p}, {v}", f"result = ({p}, {v})\n    return result"))
    return f"def step({', '.join(names)}):\n{first}    {loop}\n        {'; '.join(body)}\n    {last}\n"


def chosen(number: int) -> list[str]:
    """Five parts, each one of ten that go round in the class."""
    chance = random.Random(f"chosen {number}")
    return [independent(100 * part + chance.randrange(10), 8) for part in range(5)]


def handed_in(student: str, *cells: str) -> GradeReport:
    results = tuple(CellResult(index=index, source=source, status="ok") for index, source in enumerate(cells))
    return graded(student).model_copy(update={"cells": results})


def work(student: str, *cells: str) -> Work:
    return work_of(handed_in(student, *cells))


def names(works: list[Work], **options: object) -> list[tuple[str, str]]:
    return [(pair.first.student, pair.second.student) for pair in similar_pairs(works, **options)]  # type: ignore[arg-type]  # forwarded


def test_a_disguised_copy_is_found_among_independent_work() -> None:
    works = [work(f"s{number}", independent(number)) for number in range(30)]
    works += [work("ada", ORIGINAL + independent(100, 8)), work("bob", independent(101, 8) + DISGUISED)]
    assert names(works) == []
    assert names(works, least=0.2) == [("ada", "bob")]
    assert names([*works, work("eve", DISGUISED)]) == [("ada", "eve"), ("bob", "eve")]


def test_what_everybody_was_given_does_not_count() -> None:
    works = [work(name, ORIGINAL, independent(number, 8)) for number, name in enumerate(("ada", "bob"))]
    works += [work(f"s{number}", independent(number)) for number in range(2, 9)]
    assert names(works, least=0.4) == [("ada", "bob")]
    assert names(works, least=0.4, starter=[ORIGINAL]) == []


def test_what_many_share_does_not_count() -> None:
    works = [work(f"s{number}", ORIGINAL, independent(number)) for number in range(20)]
    assert names(works, least=0.2) == []


def test_right_answers_to_a_short_task_are_no_pair() -> None:
    """Some 30 shapes for 300 students: many have the very same one."""
    works = [work(f"s{number}", short_answer(number)) for number in range(300)]
    assert len({part.prints for one in works for part in one.parts}) < 100
    assert names(works, least=0.1) == []


def test_a_copy_of_popular_parts_is_found_by_their_combination() -> None:
    """Every part stands in some fifteen hand-ins, so none is rare; only the copy has the same choice of all five."""
    works = [work(f"s{number}", *chosen(number)) for number in range(150)]
    copied = "\n\n".join(chosen(7)).replace("work", "mine").replace("(a", "(zz")
    assert names([*works, work("eve", copied)], least=0.99) == [("s7", "eve")]


def test_a_team_is_not_compared_with_itself() -> None:
    works = [work("ada", ORIGINAL), work("bob", ORIGINAL), work("eve", ORIGINAL)]
    works += [work(f"s{number}", independent(number)) for number in range(9)]
    assert names(works, teams={"ada": "1", "bob": "1", "eve": ""}) == [("ada", "eve"), ("bob", "eve")]


@pytest.mark.parametrize("code", ["", "def f(:\n  %matplotlib inline\n '''open", "\x00\u202e", "x = 1"])
def test_little_or_broken_code_is_no_pair(code: str) -> None:
    assert similar_pairs([work("ada", code), work("bob", code)]) == []


def test_the_page_marks_what_is_shared_and_nothing_is_live() -> None:
    cells = [ORIGINAL, "print('<script>alert(1)</script>')  # alone"]
    pairs = similar_pairs(
        [work("<b>ada", *cells), work("bob", DISGUISED), *map(work, "cde", map(independent, range(3)))]
    )
    page = render(pairs, "hw", 2)
    assert "<mark>        velocity = momentum * velocity - lr * grads[name]</mark>" in page
    assert "<mark>        v = beta*v - rate*g[key]</mark>" in page
    assert "&lt;b&gt;ada" in page
    assert "<script" not in page
    assert "<mark>print" not in page


def test_steps_grow_with_the_class_not_with_its_square() -> None:
    """Pairs that are looked at, counted: twice the class has about twice of them."""
    sizes = (50, 100, 200)
    shared = [work(f"s{number}", independent(number // 2)) for number in range(max(sizes))]
    assert [len(similar_pairs(shared[:size])) for size in sizes] == [25, 50, 100]
