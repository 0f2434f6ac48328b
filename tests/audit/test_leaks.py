"""Hidden inputs in what students see."""

import torch

from grader.audit.leaks import Given, leaks
from grader.checks.asking.reply import MadeCall
from grader.checks.judging.attempt import Attempt
from grader.model import CheckResult, GradeReport, Verdict
from tests.report import factory

HIDDEN = torch.tensor([[0.53719, -1.20834], [2.44107, 0.10293]])


def given() -> Given:
    noted = Given()
    noted.note(Attempt(made=[MadeCall("f(x)", {"x": HIDDEN, "n": 3}, None)]))
    return noted


def report(check: CheckResult) -> GradeReport:
    return factory.report("Ada", factory.question("1.1", "A question", check))


def told(message: str) -> GradeReport:
    return report(factory.check("1.1/public", "It is right.", verdict=Verdict.FAILED, message=message))


def test_numbers_of_a_hidden_input_in_a_row_are_found_wherever_they_stand() -> None:
    _, found = leaks(told("it printed tensor([[0.5372, -1.2083], [2.4411, 0.1029]])"), given())
    assert [line.split(" shows ")[0] for line in found] == ["report.json", "report.html"]
    assert "0.5372, -1.208, 2.441" in found[0]


def test_numbers_by_themselves_or_of_other_inputs_are_no_leak() -> None:
    for message in ("0.5372 is not 0.25, -1.2083", "0.1111, 0.2222, 0.3333", "nothing"):
        assert leaks(told(message), given())[1] == ()


def test_what_is_public_of_a_hidden_check_has_no_values() -> None:
    message = "worst at [3]: 0.5372"
    hidden = factory.check("1.1/hidden", "Secret.", visibility="hidden", verdict=Verdict.FAILED, message=message)
    public, _ = leaks(report(hidden), given())
    assert len(public) == 2
    assert "0.5372" not in public[0]
