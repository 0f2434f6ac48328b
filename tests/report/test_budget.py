from markupsafe import Markup

from grader.report.budget import LEFT_OUT, Budget


def test_texts_are_escaped_and_paid_for_by_their_escaped_size() -> None:
    budget = Budget(9)
    assert budget.text("<", 10) == "&lt;"
    assert budget.text("abcdefg", 10) == LEFT_OUT
    assert budget.text("abcde", 10) == "abcde"
    assert not budget.spend(1)


def test_markup_is_paid_for_by_the_larger_of_itself_and_its_source() -> None:
    assert Budget(10).markup(Markup("<p>"), read=11) == LEFT_OUT
    assert Budget(10).markup(Markup("<p>"), read=10) == "<p>"
