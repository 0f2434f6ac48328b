"""What others accept, as types: each rule here was read from the reader's own schema, validator or source."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$")]
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
Format = Literal["text", "html", "simple_format", "md", "ansi"]


class Strict(BaseModel):
    """No conversions: what is an integer there is an integer in the file."""

    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)


class Scored(Strict):
    """Classroom 50 wants no more points than there are."""

    score: Count
    max_score: Count = Field(alias="max-score")

    @model_validator(mode="after")
    def _within(self) -> "Scored":
        assert self.score <= self.max_score
        return self


class Classroom50Test(Scored):
    """A test; more fields are allowed."""

    model_config = ConfigDict(strict=True, extra="allow")
    name: Text = Field(alias="test-name")
    passed: bool


class Classroom50Result(Scored):
    """`result.json`, as the runner and the collector of scores check it."""

    schema_name: Literal["classroom50/result/v1"] = Field(alias="schema")
    classroom: Text
    assignment: Text
    assignment_type: Literal["individual", "group"]
    owner: Text
    submission: Annotated[str, Field(pattern="^submit/")]
    commit: Text
    release: Text
    review: Text
    datetime: Moment
    tests: list[Classroom50Test]


class ReporterTest(Strict):
    """A test; the reporter prints all but the last three, and adds up the scores."""

    name: Text
    status: Literal["pass", "fail", "error"]
    score: float
    message: str
    test_code: str
    filename: str
    line_no: int
    duration: float


class ReporterResult(Strict):
    """What the reporter takes from a runner; it divides by the number of tests."""

    version: Literal[1]
    status: Literal["pass", "fail", "error"]
    max_score: float
    tests: list[ReporterTest] = Field(min_length=1)

    @property
    def added(self) -> float:
        """Points as its notice to the classroom counts them."""
        return sum(test.score for test in self.tests)

    @property
    def shared(self) -> float:
        """Points as its table counts them."""
        return sum(test.status == "pass" for test in self.tests) / len(self.tests) * (self.max_score or 1)


class GradescopeTest(Strict):
    """A test case."""

    name: Text
    name_format: Format
    number: str
    score: float
    max_score: float
    status: Literal["passed", "failed"]
    output: str
    output_format: Format
    tags: list[str]
    visibility: Visibility
    extra_data: dict[str, object]


class GradescopeResult(Strict):
    """`results.json`; a score of the whole, or one of each test, is required."""

    score: float
    output: str
    visibility: Visibility
    stdout_visibility: Visibility
    tests: list[GradescopeTest]
    execution_time: float | None = None
    output_format: Format = "text"
    test_output_format: Format = "text"
    test_name_format: Format = "text"
    extra_data: dict[str, object] = {}


JUNIT_CHILDREN: dict[str, list[str]] = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase", "system-out", "system-err"],
    "properties": ["property"],
    "testcase": ["failure", "error", "skipped"],
}
"""What may stand in an element, in this order."""
JUNIT_ATTRIBUTES: dict[str, set[str]] = {
    "testsuite": {"id", "package", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "time"},
    **{outcome: {"message", "type"} for outcome in ("failure", "error", "skipped")},
    "property": {"name", "value"},
}
"""What an element has, no more and no less: Ant's schema requires it, and Jenkins's allows no other."""
