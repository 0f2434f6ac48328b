import pytest

from grader.checks.places.written import observations

GIVEN = "## Question 3\n\nHow well does it do?\n\n*Your answer here.*"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (GIVEN, ("The handout's placeholder is untouched.",)),
        ("", ("Nothing was written.",)),
        ("## Question 3\n\nHow well does it do?", ("Nothing was written.",)),
        ("## Question 3\n\nHow well does it do?\n\nQuite well.", ("2 words of its own.",)),
        ("## Inline Question 1:\n\n## Answer:\n[FILL THIS IN]", ("The handout's placeholder is untouched.",)),
    ],
)
def test_what_was_written_is_told_from_what_was_handed_out(answer: str, expected: tuple[str, ...]) -> None:
    assert observations(answer, GIVEN, []) == expected


def test_figures_are_looked_up_in_what_the_run_printed() -> None:
    printed = ["epoch 20: loss 0.20831", "accuracy tensor(0.9387)", "elapsed 17 s"]
    answer = "Loss 0.2083 and 93.87 % on 128 images after 20 epochs with W1 of layer 2.x, 98.1% with momentum."
    assert observations(answer, "", printed)[1:] == (
        "Figures that the run printed too: 0.2083, 93.87.",
        "Figures that the run did not print: 98.1.",
    )
