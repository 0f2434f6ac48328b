"""Question 2, figures of a data set: what `test` prints of a loader that takes the place of the test data."""

from assignments.lab3_sgd.network import draw_images, draw_parameters
from grader.checks import Assignment, Context
from grader.checks.asking.student import StudentObject
from grader.checks.families.curves import type_of
from grader.checks.families.printed import says

SIZES = ((81, 40), (50, 30), (70, 40))
"""Numbers of images and sizes of batches, of which the last is smaller."""


def ask(hw: Assignment) -> None:
    """Declare the check."""
    hw.check("2", points=0.5, follows=("my_nn",))(tested)


def tested(t: Context) -> None:
    """`test` prints the mean cross-entropy and the accuracy over all images, those of a smaller last batch too."""
    for count, size in SIZES:
        images, labels, parameters = draw_images(t, count), t.gen.labels(count, 10), draw_parameters(t)
        t.student.set("param_dict", parameters)
        loader = t.make.loader(images, labels, batch_size=size)
        replace_test_data(t, loader)
        got = t.student.test(loader)
        batches = [(images[at : at + size], labels[at : at + size]) for at in range(0, count, size)]
        want = t.reference.test(batches, parameters).value
        for label, scales in (("loss", (1.0,)), ("accuracy", (1.0, 100.0))):
            found = want[label].map(lambda value, got=got, scales=scales: says(got, value, scales))
            t.expect.true(label, found, message=f"it is not among what was printed: {got.printed!r}", want=want[label])


def replace_test_data(t: Context, loader: StudentObject) -> None:
    """Bind a loader and its data set in place of the submission's test loaders and theirs, whatever their names.

    The handout calls `test` on the test data. Many divide by `len(test_dataset)`, which is right there.
    """
    known = {name: type_of(entry) for name, entry in t.student.outline().items()}
    names = [name for name, kind in known.items() if kind == "DataLoader" and "test" in name.lower()]
    tested = [t.student.hold(name).hold("dataset") for name in names]
    for name, kind in known.items():
        if any(kind == each.type_name and t.student.hold(name).handle == each.handle for each in tested):
            t.student.set(name, loader.hold("dataset"))
    for name in names:
        t.student.set(name, loader)
