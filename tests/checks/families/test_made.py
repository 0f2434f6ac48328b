"""Networks of the grader's own are the same on both sides."""

import types
from pathlib import Path

from grader.checks import Check, Context
from grader.checks.families.made import make_net, mode_of, parameters_of
from grader.model import Verdict
from grader.sandbox.protocol import Sandbox
from tests.checks.submitted import results

NO_REFERENCE = types.ModuleType("no_reference")


def compared(t: Context) -> None:
    net = make_net(
        t, ("Unflatten", 1, (1, 8, 8)), ("Conv2d", 1, 2, 3), ("BatchNorm2d", 2), ("Flatten",), ("Linear", 72, 3)
    )
    x = t.gen.normal((4, 64))
    for training in (False, True):
        net.set_mode(training=training)
        t.expect.equal("mode", net.mine.state().training, mode_of(net.right))
        t.expect.close("scores", t.student.scores(net.mine, x), net.right(x).detach())
    t.expect.close("parameters", net.mine.state().parameters, parameters_of(net.right))


def test_a_made_network_is_the_same_on_both_sides(sandbox: Sandbox, tmp_path: Path) -> None:
    check = Check("compared", "1", 1, compared, "Both are the same.")
    found = results(sandbox, tmp_path, NO_REFERENCE, [check], "def scores(net, x):\n    return net(x).detach()\n")
    assert found["compared"].verdict is Verdict.PASSED, found["compared"].message
