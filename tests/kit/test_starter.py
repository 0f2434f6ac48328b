"""What students start from."""

import json

from grader.kit.starter import stripped, without_solution


def test_a_marked_solution_becomes_a_line_to_write() -> None:
    source = "def f(x):\n    ### BEGIN SOLUTION\n    y = x\n    return y\n    ### END SOLUTION\nprint(f(1))\n"
    assert without_solution(source) == ("def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError\nprint(f(1))\n")


def test_hidden_tests_go_and_other_tests_stay() -> None:
    source = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 2\n### END HIDDEN TESTS\n"
    assert without_solution(source) == "assert f(1) == 1\n"


def test_outputs_of_a_notebook_go() -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": ["x = 1"], "outputs": [{"text": "1"}], "execution_count": 4}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    [found] = json.loads(stripped("a.ipynb", json.dumps(notebook).encode()))["cells"]
    assert (found["source"], found["outputs"], found["execution_count"]) == ("x = 1", [], None)
