"""The archive for Gradescope: `setup.sh` and `run_autograder` at its root, and the course that they need.

It holds the reference and the course's secret: it is for the instructor's own upload and for nobody else.
"""

import shutil
from pathlib import Path

from grader.bundle import copy_grader, write, zipped
from grader.checks import Assignment
from grader.course import Course

VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
_COURSE = ("reference", "assignments/data")
_SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope when it builds the image: Python, what the sandbox needs, and the packages.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends libseccomp2
python=
for version in 3.13 3.12 3.11; do
    if apt-get install --yes --no-install-recommends "python$version" "python$version-venv"; then
        python="python$version"
        break
    fi
done
[ -n "$python" ] || {{ echo "no Python from 3.11 on in this image: choose a newer base image" >&2; exit 1; }}
"$python" -m venv /autograder/venv
torch_index={torch_index}
if [ -n "$torch_index" ]; then
    /autograder/venv/bin/python -m pip install --index-url "$torch_index" torch torchvision
fi
/autograder/venv/bin/python -m pip install -r /autograder/source/requirements.txt
"""
_RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for each submission. There is a results.json whatever happens.
results=/autograder/results/results.json
mkdir -p /autograder/results
rm -f "$results"
cd /autograder/source || exit 1
/autograder/venv/bin/python grade.py gradescope-run {name} --hidden {hidden}
if [ ! -s "$results" ]; then
    echo '{{"score": 0, "tests": [], "output": "The autograder was stopped: ask for another run."}}' > "$results"
fi
"""
_GRADE = '"""The command line."""\n\nfrom grader.cli.autograder import main\n\nif __name__ == "__main__":\n    main()\n'


def build_archive(course: Course, assignment: Assignment, out: Path, *, hidden: str, torch_index: str = "") -> Path:
    """Build `out/<name>-gradescope.zip`. `hidden`: when students see what became of hidden checks."""
    folder = out / f"{assignment.name}-gradescope"
    shutil.rmtree(folder, ignore_errors=True)
    copy_grader(folder)
    _copy(course.folder(assignment.name), folder / "assignments" / assignment.name)
    for module in (course.root / "assignments").glob("*.py"):
        write(folder / "assignments" / module.name, module.read_bytes())
    for part in _COURSE:
        if (course.root / part).is_dir():
            _copy(course.root / part, folder / part)
    write(folder / ".grader" / "secret", course.secret())
    write(folder / "setup.sh", _SETUP.format(torch_index=f'"{torch_index}"').encode())
    write(folder / "run_autograder", _RUN.format(name=assignment.name, hidden=hidden).encode())
    write(folder / "grade.py", _GRADE.encode())
    archive = zipped(folder, executable=("setup.sh", "run_autograder"))
    shutil.rmtree(folder)
    return archive


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
