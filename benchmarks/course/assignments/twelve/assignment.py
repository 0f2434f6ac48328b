"""Four questions with three checks each, on functions alone: what any harness can ask."""

from grader.checks import Assignment, Context
from reference import twelve

hw = Assignment("twelve", title="Twelve checks", reference=twelve)


@hw.check("1", points=1)
def normalizes(t: Context) -> None:
    """Train mode normalizes."""
    x, gamma, beta = t.gen.normal((32, 5), mean=3), t.gen.normal(5), t.gen.normal(5)
    stats = {"mean": t.gen.normal(5), "var": t.gen.uniform(5, 0.5, 2)}
    got = t.student.batchnorm(x, gamma, beta, stats)
    t.expect.close("output", got.value, t.reference.batchnorm(x, gamma, beta, stats).value)


@hw.check("1", points=1)
def updates(t: Context) -> None:
    """Train mode moves the running statistics."""
    x, gamma, beta = t.gen.normal((32, 5), mean=3), t.gen.normal(5), t.gen.normal(5)
    stats = {"mean": t.gen.normal(5), "var": t.gen.uniform(5, 0.5, 2)}
    got = t.student.batchnorm(x, gamma, beta, stats)
    t.expect.close("statistics", got.args.stats, t.reference.batchnorm(x, gamma, beta, stats).args.stats)


@hw.check("1", points=1, visibility="hidden")
def evaluates(t: Context) -> None:
    """Eval mode uses the running statistics."""
    x, gamma, beta = t.gen.normal((8, 5), mean=3), t.gen.normal(5), t.gen.normal(5)
    stats = {"mean": t.gen.normal(5), "var": t.gen.uniform(5, 0.5, 2)}
    got = t.student.batchnorm(x, gamma, beta, stats, train=False)
    t.expect.close("output", got.value, t.reference.batchnorm(x, gamma, beta, stats, train=False).value)


@hw.check("2", points=1)
def steps(t: Context) -> None:
    """A step moves the weights."""
    w, g, v = t.gen.normal((4, 5)), t.gen.normal((4, 5)), t.gen.normal((4, 5))
    t.expect.close("step", t.student.momentum_step(w, g, v), t.reference.momentum_step(w, g, v).value)


@hw.check("2", points=1)
def learning_rate(t: Context) -> None:
    """The learning rate counts."""
    w, g, v = t.gen.normal(7), t.gen.normal(7), t.gen.normal(7)
    t.expect.close("step", t.student.momentum_step(w, g, v, 0.5), t.reference.momentum_step(w, g, v, 0.5).value)


@hw.check("2", points=1, visibility="hidden")
def starts_at_rest(t: Context) -> None:
    """Without velocity a step is plain SGD."""
    w, g = t.gen.normal(3), t.gen.normal(3)
    v = w * 0
    t.expect.close("step", t.student.momentum_step(w, g, v), t.reference.momentum_step(w, g, v).value)


@hw.check("3", points=1)
def plain_size(t: Context) -> None:
    """Size without padding."""
    t.expect.equal("size", t.student.conv_size(28, 5), t.reference.conv_size(28, 5).value)


@hw.check("3", points=1)
def strided_size(t: Context) -> None:
    """Size with a stride."""
    t.expect.equal("size", t.student.conv_size(257, 40, 8), t.reference.conv_size(257, 40, 8).value)


@hw.check("3", points=1, visibility="hidden")
def padded_size(t: Context) -> None:
    """Size with padding."""
    t.expect.equal("size", t.student.conv_size(28, 3, 2, 1), t.reference.conv_size(28, 3, 2, 1).value)


@hw.check("4", points=1)
def forward(t: Context) -> None:
    """The network's scores."""
    x, weights = t.gen.normal((4, 1, 8, 8)), [t.gen.normal((6, 1, 3, 3)), t.gen.normal((96, 10))]
    t.expect.close("scores", t.student.network(x, weights), t.reference.network(x, weights).value)


@hw.check("4", points=1)
def one_image(t: Context) -> None:
    """A batch of one."""
    x, weights = t.gen.normal((1, 1, 8, 8)), [t.gen.normal((2, 1, 3, 3)), t.gen.normal((32, 10))]
    t.expect.close("scores", t.student.network(x, weights), t.reference.network(x, weights).value)


@hw.check("4", points=1, visibility="hidden")
def cross_entropy(t: Context) -> None:
    """The loss."""
    scores, labels = t.gen.normal((16, 10)), t.gen.labels(16, 10)
    t.expect.close("loss", t.student.loss(scores, labels), t.reference.loss(scores, labels).value)
