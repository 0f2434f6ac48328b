import pytest

from grader.slicing.source import read_source, to_python


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("x = 1", "x = 1"),
        ("%matplotlib inline\nx = 1", "get_ipython().run_line_magic('matplotlib', 'inline')\nx = 1"),
        ("% matplotlib inline", "get_ipython().run_line_magic('matplotlib', 'inline')"),
        ("!ls 'a b'", "get_ipython().system(\"ls 'a b'\")"),
        ("!!ls", "get_ipython().system('ls')"),
        ("x = !ls", "x = get_ipython().getoutput('ls')"),
        ("x = %pwd", "x = get_ipython().run_line_magic('pwd', '')"),
        (
            "if x:\n    %cd data\n    !ls",
            "if x:\n    get_ipython().run_line_magic('cd', 'data')\n    get_ipython().system('ls')",
        ),
        ("!pip install \\\n  a\nx", "get_ipython().system('pip install    a')\n\nx"),
        ("%time y = f(x)", "y = f(x)"),
        ("%timeit -n 10 -r 3 f(x)", "f(x)"),
        ("%time", "get_ipython().run_line_magic('time', '')"),
        ("%%time\n%cd data\nx = 1", "\nget_ipython().run_line_magic('cd', 'data')\nx = 1"),
        ("\n%%timeit -n 1\nx = 1", "\nx = 1"),
        ("%%capture out --no-stderr\nx = 1", "out = get_ipython().captured()\nx = 1"),
        ("%%bash\nls", "get_ipython().run_cell_magic('bash', '', 'ls')\n"),
        ("x?\nx.y??\n?x\n%cd?", "pass\npass\npass\npass"),
        ("  x = 1\n  y = 2", "x = 1\ny = 2"),
        ("x = (1\n% 2)\n%cd a", "x = (1\n% 2)\nget_ipython().run_line_magic('cd', 'a')"),
        ("x = '''\n%cd a\n'''\n!ls", "x = '''\n%cd a\n'''\nget_ipython().system('ls')"),
        ("x = 1 # '''\n!ls", "x = 1 # '''\nget_ipython().system('ls')"),
        ("x = 5 \\\n% 3\n!ls", "x = 5 \\\n% 3\nget_ipython().system('ls')"),
        ("print('%d' % 3, \"it's\")\n!ls", "print('%d' % 3, \"it's\")\nget_ipython().system('ls')"),
    ],
)
def test_magics_become_python(text: str, python: str) -> None:
    assert to_python(text) == python
    assert read_source(text).tree is not None


@pytest.mark.parametrize(
    ("text", "problem", "fails"),
    [
        ("x = (", "cannot be parsed", True),
        ("print 'x'", "cannot be parsed", True),
        ("x\0", "cannot be parsed", True),
        (
            "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b",
            "holds merge-conflict markers, so that it cannot be parsed",
            True,
        ),
        ("x = " + "-" * 5000 + "1", "is nested too deeply to be read", False),
        ("x = 1\n" * 10_000, "is too long to be read", False),
    ],
)
def test_what_is_no_python_says_so(text: str, problem: str, fails: bool) -> None:
    source = read_source(text)
    assert (source.tree, source.problem, source.fails) == (None, problem, fails)
