"""Sample reports: what the five kinds of hand-in look like after grading, and one that tries everything."""

import base64
import io
import math
from functools import cache

from PIL import Image, ImageDraw

from grader.model import (
    CallShown,
    CellResult,
    CheckResult,
    Diagnosis,
    Difference,
    Environment,
    ErrorInfo,
    ErrorMap,
    Expectation,
    GradeReport,
    Output,
    Part,
    QuestionResult,
    SandboxInfo,
    Series,
    Shown,
    SubmissionInfo,
    Verdict,
    Visibility,
)

NOT_DEFINED = "`initialize_nn` is not defined. There is `initialise_nn`: is it meant?"
SECRET = "SECRET-7391"
"""Stands wherever a hidden check holds something that students may not see."""

BATCHNORM = '''import torch

def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    """Batch normalization of a (N, F) tensor."""
    if train:
        mean = inputs.mean(dim=0)
        var = inputs.var(dim=0, unbiased=False)  # over the batch
        stats_dict["mean"] = momentum * mean + (1 - momentum) * stats_dict["mean"]
        stats_dict["var"] = momentum * var + (1 - momentum) * stats_dict["var"]
    else:
        mean, var = stats_dict["mean"], stats_dict["var"]
    return gamma * (inputs - mean) / torch.sqrt(var + eps) + beta
'''
TRAINING = """losses = []
for epoch in range(20):
    for i, (x, y) in enumerate(train_dataloader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        if i % 50 == 0:
            losses.append(loss.item())
    print(f"epoch {epoch + 1}: loss {losses[-1]:.4f}")
"""
EVALUATION = """def test(dataloader):
    correct = 0
    with torch.no_grad():
        for x, y in dataloader:
            out = my_nn(x, param_dict, layers_stats_lst, train=False)
            correct += (out.argmax(1) == y).sum().item()
    return correct / len(dataloader.dataset)

print(test(test_dataloader))
"""
ANSWER = """In **training** the batch decides: $\\hat x = (x - \\mu_B) / \\sqrt{\\sigma_B^2 + \\epsilon}$. In evaluation

1. a single example has no batch to speak of, and
2. the answer for one example must not depend on the others,

so the *running* statistics are used.
"""
ENVIRONMENT = Environment(
    grader="0.1.0",
    python="3.11.9",
    torch="2.13.0+cpu",
    numpy="2.4.6",
    platform="Linux 6.18 x86_64",
    engine="shell",
    sandbox=SandboxInfo(
        tier=1,
        layers=("own uid", "capabilities dropped", "rlimits", "Landlock", "no_new_privs", "seccomp"),
        left_open=("other processes can be seen, not touched",),
    ),
)


@cache
def png(width: int = 480, height: int = 300) -> str:
    """A line plot, base64."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.line([(40, 20), (40, height - 30), (width - 20, height - 30)], fill="black")
    curve = [(40 + x, 30 + (height - 70) * (1 - 40 / (x + 40))) for x in range(width - 70)]
    draw.line(curve, fill="#1f77b4", width=2)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def check(
    name: str,
    sentence: str,
    *,
    question: str = "1.1",
    verdict: Verdict = Verdict.PASSED,
    points: float | None = None,
    most: float = 1.0,
    visibility: Visibility = "public",
    message: str = "",
    expectations: tuple[Expectation, ...] = (),
    calls: tuple[CallShown, ...] = (),
    error: ErrorInfo | None = None,
    diagnosis: Diagnosis | None = None,
    follow_through: str = "",
    seed: int | None = None,
) -> CheckResult:
    """A check; full marks when it passed and no points are given, else none."""
    return CheckResult(
        id=name,
        question=question,
        sentence=sentence,
        visibility=visibility,
        verdict=verdict,
        points=points if points is not None else (most if verdict is Verdict.PASSED else 0.0),
        max_points=most,
        message=message,
        expectations=expectations,
        calls=calls,
        error=error,
        diagnosis=diagnosis,
        follow_through=follow_through,
        seed=seed,
        seconds=0.012,
    )


def question(
    name: str,
    title: str,
    *checks: CheckResult,
    optional: bool = False,
    written: float = 0,
    answer: str = "",
    places: tuple[int, ...] = (),
) -> QuestionResult:
    """A question whose marks are those of its checks, and what a person gives for the written part."""
    return QuestionResult(
        id=name,
        title=title,
        points=sum(c.points for c in checks),
        max_points=sum(c.max_points for c in checks) + written,
        written=written > 0,
        optional=optional,
        checks=checks,
        answer=answer,
        cells=places,
    )


def report(
    student: str,
    *questions: QuestionResult,
    cells: tuple[CellResult, ...] = (),
    notes: tuple[str, ...] = (),
    problem: str = "",
    late: bool = False,
    attachments: tuple[str, ...] = (),
    slug: str = "",
    source: str = "",
) -> GradeReport:
    """A report whose marks are those of its questions."""
    return GradeReport(
        assignment="lab4_batchnorm",
        title="Batch normalization",
        submission=SubmissionInfo(
            student=student,
            slug=slug or student.lower().replace(" ", "_"),
            source=source or f"{student}.ipynb",
            main="lab4.ipynb",
            files=("lab4.ipynb", *attachments),
            attachments=attachments,
            digest="9f2c" * 16,
            late=late,
        ),
        points=sum(q.points for q in questions),
        max_points=sum(q.max_points for q in questions if not q.optional),
        questions=questions,
        cells=cells,
        notes=notes,
        problem=problem,
        environment=ENVIRONMENT,
        graded_at="2026-03-14T09:26:53Z",
        seconds=1.74,
        memory_mb=312.4,
    )


def tensor(text: str, *shape: int, dtype: str = "float32") -> Shown:
    """A tensor as a reader sees it."""
    return Shown(type="Tensor", text=text, shape=shape, dtype=dtype)


TRAIN_CALL = CallShown(
    call="batchnorm(x, beta, gamma, stats_dict, train=True)",
    arguments={
        "x": tensor("[[-0.4821,  1.2034, ...,  0.0317],\n [ 2.1102, -0.9821, ..., -1.4410],\n ...]", 32, 5),
        "beta": tensor("[ 0.3120, -1.0288,  0.0441,  0.7710, -0.2033]", 5),
        "stats_dict": Shown(type="dict", text="{'mean': zeros(5), 'var': ones(5)}"),
    },
    value=tensor("[[ 0.1193, -0.2210, ...,  1.3377],\n ...]", 32, 5),
    printed="train mode\n",
    warnings=("UserWarning: var(): degrees of freedom is <= 0",),
    seconds=0.0012,
)
SAMPLE = Series(
    along="sample",
    positions=tuple(range(0, 160, 8)),
    expected=tuple(round(math.sin(n), 4) for n in range(20)),
    got=tuple(round(1.16 * math.sin(n), 4) for n in range(20)),
)
MISMATCH = Expectation(
    label="output",
    passed=False,
    points=1.0,
    differences=(
        Difference(
            path="",
            kind="value",
            message="160 of 160 values lie outside the tolerance.",
            mismatched=160,
            total=160,
            worst_index=(17, 3),
            worst_expected=2.2217416,
            worst_got=2.2573057,
            worst_absolute=0.0355641,
            worst_relative=0.016,
            allowed="rtol 1.3e-06, atol 1e-05",
            series=SAMPLE,
            explanation="Every value is off by the same factor, 1.016 = sqrt(32 / 31).",
        ),
    ),
    expected=tensor("[[ 0.1174, -0.2175, ...,  1.3166],\n [ 1.0291, -0.3349, ..., -0.8920],\n ...]", 32, 5),
    got=tensor("[[ 0.1193, -0.2210, ...,  1.3377],\n [ 1.0456, -0.3403, ..., -0.9063],\n ...]", 32, 5),
)
STATISTICS = Expectation(
    label="statistics",
    passed=False,
    points=1.0,
    hint="Eval mode must not update them.",
    differences=(
        Difference(
            path="['running_mean']", kind="value", message="Changed by the call.", mismatched=5, total=5,
            worst_index=(2,), worst_expected=0.0, worst_got=float("nan"), allowed="equal",
        ),
        Difference(path="['running_var']", kind="shape", message="Expected shape (5,), got (1, 5)."),
    ),
)  # fmt: skip
LAYERS = Expectation(
    label="layers", passed=False, points=0.5,
    differences=(Difference(path="['outputs'][1]", kind="value", message="expected 14, got 12", mismatched=1, total=1,
                            worst_expected=14, worst_got=12, worst_absolute=2, worst_relative=0.14),),
    parts=(Part(path="['outputs'][0]", expected="(1, 6, 28, 28)", got="(1, 6, 28, 28)", passed=True),
           Part(path="['outputs'][1]", expected="(1, 6, 14, 14)", got="(1, 6, 12, 12)", passed=False),
           Part(path="['outputs'][2]", expected="(1, 10)", got="nothing", passed=False)),
)  # fmt: skip
BORDER = Expectation(
    label="feature map", passed=False, points=0.5,
    differences=(Difference(
        path="", kind="value", message="44 of 256 values differ", mismatched=44, total=256, worst_index=(0, 2, 0, 7),
        worst_expected=0.81, worst_got=0.02, worst_absolute=0.79, allowed="rtol 1.3e-06, atol 1e-05",
        map=ErrorMap(axes=(2, 3), sizes=(12, 24), worst=0.79, rows=(
            "779886857988979688789777", *["6......................8"] * 5, "7........x.............9",
            *["8......................7"] * 4, "887698778968897768897886")),
    ),),
    expected=tensor("[[[[ 0.8102, ...]]]]", 1, 4, 12, 24), got=tensor("[[[[ 0.0211, ...]]]]", 1, 4, 12, 24),
)  # fmt: skip
STEPS = Expectation(
    label="steps", passed=False, points=1,
    differences=(Difference(path="['step 2']['w']", kind="value", message="all 20 values differ", mismatched=20,
                            total=20, worst_index=(3, 4), worst_expected=0.31, worst_got=0.36, worst_absolute=0.05,
                            explanation="every value is off by the same factor, 1.11"),),
    series=Series(along="step", place="['w'][3, 4]", positions=tuple(range(1, 11)),
                  expected=tuple(round(0.9**n, 4) for n in range(10)), got=tuple(round(0.8**n, 4) for n in range(10))),
)  # fmt: skip
NAME_ERROR = ErrorInfo(
    type="NameError",
    message="name 'layers_stats_lst' is not defined",
    traceback="cell 5, line 5, in test\n    out = my_nn(x, param_dict, layers_stats_lst, train=False)\n"
    "NameError: name 'layers_stats_lst' is not defined",
    line=5,
    cell=5,
)
TRAIN_SENTENCE = "In train mode the output uses the batch statistics."
EVAL_SENTENCE = "In eval mode the output uses the running statistics, and leaves them alone."


def cells(*, broken: bool = False) -> tuple[CellResult, ...]:
    """The cells of a small notebook."""
    table = (
        "<table border=1><thead><tr><th>epoch</th><th>loss</th></tr></thead><tr><td>1</td><td>0.83</td></tr></table>"
    )
    return (
        CellResult(index=0, source="%matplotlib inline\n!pip install torch\nimport torch", status="ok", seconds=0.004,
                   notes=("`!pip install` was skipped: nothing is installed during grading.",)),
        CellResult(index=2, source=BATCHNORM, status="ok", seconds=0.0006),
        CellResult(index=3, source="stats = {'mean': torch.zeros(1), 'var': torch.ones(1)}\nstats", status="ok",
                   seconds=0.001, outputs=(Output(kind="text", text="{'mean': tensor([0.]), 'var': tensor([1.])}"),)),
        CellResult(index=4, source=TRAINING, status="ok", seconds=2.31,
                   notes=("Every pass over a DataLoader was cut to 4 batches.",),
                   outputs=(Output(kind="text", text="\x1b[32mepoch 1: loss 0.8312\x1b[0m\nepoch 2: loss 0.6120\n"),
                            Output(kind="image", image_png=png()), Output(kind="html", text=table))),
        CellResult(index=5, source=EVALUATION, status="raised" if broken else "ok", seconds=0.03,
                   error=NAME_ERROR if broken else None,
                   outputs=() if broken else (Output(kind="text", text="0.8322\n"),)),
    )  # fmt: skip


def perfect(student: str = "Ada Lovelace") -> GradeReport:
    """Everything right, with a written answer still to be marked."""
    return report(
        student,
        question(
            "1.1", "Functional batch norm",
            check("train", TRAIN_SENTENCE, most=2, calls=(TRAIN_CALL,), seed=691),
            check("eval", EVAL_SENTENCE, most=2, calls=(TRAIN_CALL,), seed=692),
            check("hidden", "It also holds for other sizes and momenta.", visibility="hidden", seed=4021),
            places=(2, 3),
        ),
        question("1.2", "The network", check("net", "The forward pass is right.", question="1.2", most=3)),
        question(
            "1.4", "Evaluation",
            check("test", "`test` returns the accuracy.", question="1.4",
                  verdict=Verdict.NEEDS_REVIEW, message="The accuracy is stochastic here: a person decides."),
        ),
        question(
            "1.5", "Why does evaluation differ?",
            written=2, answer=ANSWER,
        ),
        question("2.1", "Module", check("module", "Running statistics are buffers.", question="2.1"), optional=True),
        cells=cells(),
        attachments=("answers.pdf",),
    )  # fmt: skip


def wrong(student: str = "Blaise Pascal") -> GradeReport:
    """Wrong in several ways: a diagnosed one, a partial one, a hidden one, one that follows from another."""
    biased = Diagnosis(
        name="biased_variance", credit=0.25,
        hint="You divided by N. The handout's published figures come from dividing by N − 1.",
    )  # fmt: skip
    return report(
        student,
        question(
            "1.1", "Functional batch norm",
            check("train", TRAIN_SENTENCE, most=2, points=0.5,
                  verdict=Verdict.FAILED, message="The output differs from what was expected.",
                  expectations=(MISMATCH,), calls=(TRAIN_CALL, TRAIN_CALL), diagnosis=biased, seed=691),
            check("eval", EVAL_SENTENCE, most=2, points=1, verdict=Verdict.PARTIAL,
                  expectations=(Expectation(label="output", passed=True, points=1.0), STATISTICS), seed=692),
            check("gradients", "Gamma and beta get gradients.", calls=(TRAIN_CALL,), seed=693),
            check("hidden", "It also holds for other sizes and momenta.", visibility="hidden", verdict=Verdict.FAILED,
                  message=f"Expected {SECRET}", diagnosis=biased, seed=4021,
                  expectations=(hidden_expectation(),), calls=(hidden_call(),)),
            places=(2, 3),
        ),
        question(
            "1.2", "The network",
            check("net", "The forward pass agrees with the reference.", question="1.2", most=3,
                  follow_through="Your `batchnorm` of question 1.1 was taken as given: its outputs were recorded, and "
                  "the rest of the network was compared on top of them."),
            check("initialize", "`initialize_nn` sets betas to 0 and gammas to 1.", question="1.2", most=1,
                  verdict=Verdict.MISSING, message=NOT_DEFINED),
            check("initialize_weights", "`initialize_nn` draws weights uniformly.", question="1.2", most=1,
                  verdict=Verdict.MISSING, message=NOT_DEFINED),
        ),
        question("1.4", "Evaluation", check("test", "`test` uses no gradient.", question="1.4", most=2)),
        question("2.1", "Module", check("module", "Running statistics are buffers.", question="2.1",
                                        verdict=Verdict.FAILED, message="There is no buffer."), optional=True),
        cells=cells(),
        notes=("`!pip install` was skipped in 1 cell.",),
        late=True,
    )  # fmt: skip


def pictured(student: str = "Pafnuty Chebyshev") -> GradeReport:
    """Wrong in the ways that a report draws: steps that part, a border that is off, a layer of another shape."""
    return report(
        student,
        question(
            "3.1", "Training",
            check("steps", "Ten steps of training follow the reference.", question="3.1", verdict=Verdict.FAILED,
                  message="step 2: all values differ", expectations=(STEPS,), seed=694),
            check("output", TRAIN_SENTENCE, question="3.1", verdict=Verdict.FAILED, expectations=(MISMATCH,)),
        ),
        question(
            "3.2", "Shapes",
            check("layers", "Every layer has the right output.", question="3.2", most=2, verdict=Verdict.FAILED,
                  message="layers: differ", expectations=(LAYERS, BORDER)),
        ),
    )  # fmt: skip


def crashed(student: str = "Carl Gauss") -> GradeReport:
    """Every way of not coming back, and a failure of the grader itself."""
    sentence = "`test` returns the accuracy."
    ways = (Verdict.TIMED_OUT, Verdict.MEMORY, Verdict.CRASHED, Verdict.REFUSED, Verdict.NOT_RUN, Verdict.MISSING)
    return report(
        student,
        question(
            "1.1", "Functional batch norm",
            *(check(way.value, f"Check that ends {way.label}.", verdict=way, message=f"{way.label}.") for way in ways),
        ),
        question(
            "1.4", "Evaluation",
            check("raised", sentence, question="1.4", verdict=Verdict.RAISED, most=2, error=NAME_ERROR,
                  message="`test(test_dataloader)` raised NameError.", seed=7),
            check("hidden_raised", sentence, question="1.4", verdict=Verdict.RAISED, visibility="hidden", seed=4022,
                  error=ErrorInfo(type=f"{SECRET}Error", message=SECRET, traceback=SECRET), message=SECRET),
            check("ours", "The parameters are leaves.", question="1.4", verdict=Verdict.GRADER_ERROR,
                  message="The check itself failed."),
        ),
        cells=cells(broken=True),
    )  # fmt: skip


def empty(student: str = "Emmy Noether") -> GradeReport:
    """Nothing could be run."""
    missing = check("train", TRAIN_SENTENCE, verdict=Verdict.NOT_RUN, most=3)
    return report(
        student,
        question("1.1", "Functional batch norm", missing),
        problem="The notebook has no code cells.",
        notes=("lab4.ipynb holds 3 cells, all of them text.",),
    )


PAYLOADS = (
    "<script>alert('pwned')</script>",
    "<img src=x onerror=alert('pwned')>",
    "<svg onload=alert('pwned')><script>alert('pwned')</script></svg>",
    "<a href=\"javascript:alert('pwned')\">click</a>",
    "\"'><body onload=alert('pwned')>",
    "</pre></details></style></title><iframe src=https://evil.example/></iframe>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "{{ 7*7 }}{% raw %}",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x07\x00",
    "\u202eesrever\u2066\u200f",
    '=HYPERLINK("https://evil.example")',
)


def hostile(student: str = "".join(PAYLOADS[:2]) + "\u202e\x1b[31m") -> GradeReport:
    """Each payload wherever a submission's text can get to."""
    everything = "\n".join(PAYLOADS)
    shown = Shown(type=PAYLOADS[0], text=everything, shape=(2**63, 3), dtype=PAYLOADS[1])
    difference = Difference(
        path=f"[{PAYLOADS[0]!r}]", kind="value", message=everything, explanation=everything, mismatched=1, total=2
    )
    expectation = Expectation(label=PAYLOADS[1], passed=False, points=1, differences=(difference,) * 3, got=shown)
    call = CallShown(
        call=everything, arguments={PAYLOADS[0]: shown}, value=shown, printed=everything, warnings=PAYLOADS
    )
    error = ErrorInfo(type=PAYLOADS[1], message=everything, traceback=everything, line=2, cell=0)
    broken = check("raised", "It runs.", verdict=Verdict.RAISED, message=everything, error=error, calls=(call,),
                   expectations=(expectation,),
                   diagnosis=Diagnosis(name="x", hint="Look again.", credit=0))  # fmt: skip
    outputs = (*(Output(kind="html", text=payload) for payload in PAYLOADS), Output(kind="text", text=everything),
               Output(kind="error", text=everything), Output(kind="image", image_png="PHN2Zz4="),
               Output(kind="image", image_png='" onerror="alert(1)'))  # fmt: skip
    cell = CellResult(index=0, source=everything, status="raised", outputs=outputs, error=error, notes=PAYLOADS)
    return report(
        student,
        question(
            "1.1", "Functional batch norm", broken, answer=everything + "\n\n[x](javascript:alert(1)) ![y](http://e/)"
        ),
        cells=(cell, CellResult(index=1, source="x = 1", status="ok")),
        notes=PAYLOADS,
        problem=everything,
        attachments=("../../etc/passwd", "<script>.html", "javascript:alert(1)", "a b\n\u202e.pdf"),
        slug="hostile",
        source=PAYLOADS[1],
    )


def huge(student: str = "Georg Cantor") -> GradeReport:
    """More text, cells, calls and differences than fit into any page."""
    shown = Shown(type="Tensor", text="'\"<&" * 5_000, shape=(1,) * 500)
    call = CallShown(
        call="f(" + "x" * 50_000 + ")", arguments={f"a{i}": shown for i in range(20)}, printed="<" * 90_000
    )
    differences = tuple(Difference(path=f"[{i}]", kind="value", message="&" * 900) for i in range(500))
    expectation = Expectation(
        label="output", passed=False, points=1, differences=differences, expected=shown, got=shown
    )
    checks = (
        check(f"c{i}", f"Check {i}.", verdict=Verdict.FAILED, calls=(call,) * 30, expectations=(expectation,))
        for i in range(12)
    )
    html = Output(kind="html", text="<div>" * 30_000)
    cell = CellResult(index=0, source="x = '<'\n" * 3_000, status="ok", outputs=(html,) * 40)
    many = tuple(cell.model_copy(update={"index": i}) for i in range(5_000))
    return report(student, question("1.1", "Sizes", *checks, answer="[" * 100_000), cells=many)


def hidden_expectation() -> Expectation:
    """A comparison of a hidden check, full of secrets."""
    shown = Shown(type=SECRET, text=SECRET, dtype=SECRET)
    difference = Difference(
        path=SECRET, kind="value", message=SECRET, allowed=SECRET, explanation=SECRET, worst_got=7391.5
    )
    return Expectation(
        label=SECRET, passed=False, points=1, differences=(difference,), expected=shown, got=shown, hint=SECRET
    )


def hidden_call() -> CallShown:
    """A call of a hidden check, full of secrets."""
    shown = Shown(type=SECRET, text=SECRET)
    return CallShown(call=SECRET, arguments={SECRET: shown}, value=shown, printed=SECRET, warnings=(SECRET,))
