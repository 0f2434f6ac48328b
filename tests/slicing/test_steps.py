import ast

import pytest

from grader.slicing.steps import steps_of


@pytest.mark.parametrize(
    ("source", "reads", "surely"),
    [
        ("x = y", "y", "x"),
        ("x = y = z", "z", "x y"),
        ("x += y", "x y", "x"),
        ("x[i] = y", "i x y", ""),
        ("x.a.b = y", "x y", ""),
        ("x[i].a += y", "i x y", ""),
        ("del x", "x", "x"),
        ("del x.a", "x", ""),
        ("x: y = z", "y z", "x"),
        ("(x, [y, *z]) = w", "w", "x y z"),
        ("import a.b, c as d", "", "a d"),
        ("from a import b as c", "", "c"),
        ("print(x := y)", "print y", ""),
        ("lambda x, y=z: x + w", "z", ""),
        ("f(lambda: x)", "f x", ""),
        ("[x for x in y if x > z]", "y z", ""),
        ("[x for x in x]", "x", ""),
        ("{k: v for k, v in d.items()}", "d", ""),
        ("(x for y in z)", "x z", ""),
        ("f'{x!r:{y}}'", "x y", ""),
        ("await x", "x", ""),
        ("def f(a, b=c, *d, e: g = h, **i) -> j:\n    return k", "c g h j", "f"),
        ("@a.b(c)\ndef f(): return d", "a c d", "f"),
        ("class A(B, metaclass=M):\n    x = y\n    z = x\n    def f(self): return x", "B M y", "A"),
        ("class A:\n    x = x", "x", "A"),
        ("for i in x:\n    y = i\n    z = y + w", "w x", ""),
        ("for i in range(3):\n    y = i", "range", "i y"),
        ("for i in [1]:\n    if x:\n        continue\n    y = i", "x", "i"),
        ("for i in enumerate([1]):\n    pass\nelse:\n    y = 1", "enumerate", "i"),
        ("while x:\n    x = y", "x y", ""),
        ("while True:\n    x = y\n    break", "y", ""),
        ("if x:\n    y = 1\n    z = 1\nelse:\n    z = 2", "x", "z"),
        ("if x:\n    y = 1\nelif w:\n    y = 2\nelse:\n    raise E", "E w x", "y"),
        ("if __name__ == '__main__':\n    x = 1", "__name__", "x"),
        ("try:\n    import a\nexcept E:\n    a = None", "E", "a"),
        ("try:\n    x = y\nexcept E as e:\n    print(e)", "E print y", ""),
        ("try:\n    x = y\nfinally:\n    z = 1", "y", "x z"),
        ("try:\n    x = 1\nexcept E:\n    raise\nelse:\n    y = x", "E", "x y"),
        ("with a as b, c(b):\n    d = b", "a b c", "b d"),
        ("with suppress(E):\n    x = 1", "E suppress", ""),
        ("match x:\n    case A(y, z=[w, *v]) if w > u:\n        t = 1", "A u x", ""),
        ("match x:\n    case {'a': 1, **y}:\n        z = 1\n    case _:\n        z = 2", "x", "z"),
        ("match x:\n    case y:\n        pass", "x", "y"),
        ("globals()['x'] = y", "y", ""),
        ("globals()['x']", "x", ""),
        ("'x' in globals()", "x", ""),
        ("globals().get('x')", "x", ""),
        ("globals()[x] = y", "* globals x y", ""),
        ("exec('x = y')", "exec x y", ""),
        ("exec(x)", "* exec x", ""),
        ("vars(x)['y'] = z", "vars x z", ""),
        ("get_ipython().run_line_magic('cd', x)", "", ""),
        ("get_ipython().run_cell_magic('time', '', 'x = y')", "x y", ""),
        ("get_ipython().run_line_magic('run', 'a.py')", "*", ""),
    ],
)
def test_what_a_statement_reads_and_binds(source: str, reads: str, surely: str) -> None:
    [step] = steps_of(0, ast.parse(source))
    assert " ".join(sorted(step.reads)) == reads
    assert " ".join(sorted(step.surely)) == surely


@pytest.mark.parametrize(
    ("body", "late", "effects"),
    [
        ("return x", "x", ""),
        ("x = 1\n    return x", "", ""),
        ("global x\n    x = y", "y", "binds x"),
        ("global x\n    del x", "x", "binds x"),
        ("x.a = 1", "x", "changes x, sets x.a"),
        ("p.a = 1", "", ""),
        ("for y in x.values():\n        y[0] = 1", "x", "changes x"),
        ("x.append(1)", "x", "changes x"),
        ("def g():\n        nonlocal y\n        y = x\n    y = 1", "x", ""),
        ("def g():\n        global x\n        x = y\n    y = 1", "", "binds x"),
        ("import a\n    from b import c\n    return a, c", "", ""),
        ("return [x for x in y if (z := x)] + z", "y", ""),
        ("a.set_default_dtype(1)", "a", "sets a.set_default_dtype"),
        ("p(1).backward()", "", "trains "),
        ("return eval(p)", "* eval", "binds *"),
        ("return lambda y: x + y", "x", ""),
        ("class A:\n        def f(self): return x\n    return A", "x", ""),
    ],
)
def test_what_a_function_does_when_it_is_called(body: str, late: str, effects: str) -> None:
    [step] = steps_of(0, ast.parse(f"def f(p):\n    {body}"))
    [act] = step.acts
    assert " ".join(sorted(act.found.late)) == late
    assert ", ".join(sorted(" ".join(effect) for effect in act.found.effects)) == effects


@pytest.mark.parametrize(
    ("source", "writes"),
    [
        ("x.a = 1", "x"),
        ("x.a.grad = 1", ""),
        ("x[0].a[1] = 1", "x"),
        ("f(x)[0] = 1", "f x"),
        ("x += 1", "x"),
        ("x.append(y)", "x"),
        ("x.w.fill_(1)", "x"),
        ("init.zeros_(x.w)", "init x"),
        ("clip_grad_norm_(x, 1)", ""),
        ("x.grad.zero_()", ""),
        ("y = x.w\ny[0] = 1", "x y"),
        ("y, z = x, w\nz[0] = 1", "w z"),
        ("for y in zip(x, w):\n    y[0] += 1", "w x y"),
        ("[y.append(1) for y in x]", "x"),
        ("y = x\ny = 1\ny[0] = 1", "y"),
        ("with x as y:\n    y.a = 1", "x y"),
    ],
)
def test_what_a_cell_changes(source: str, writes: str) -> None:
    steps = steps_of(0, ast.parse(source))
    changed = {name for step in steps for act in step.acts for name in act.found.writes}
    assert " ".join(sorted(changed)) == writes
