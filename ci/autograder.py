"""For Classroom 50: copy beside an unpacked kit into `autograders/ASSIGNMENT/` of the classroom's repository.

Its runner starts this in the student's checkout. The kit's checks and answers are the classroom's copy, whatever a
student does to theirs; `result.json` and `release-body.md` are left where the runner looks for them.
"""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path.cwd()
KIT = Path(os.environ["CLASSROOM50_BUNDLE_DIR"])

subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "-r", KIT / "requirements.txt"], check=True)
graded = subprocess.run(
    [sys.executable, KIT / "grade.py", "ci", CHECKOUT, "--host", "classroom50"],
    cwd=KIT,
    env={**os.environ, "GITHUB_WORKSPACE": str(CHECKOUT)},
    check=False,
)
sys.exit(graded.returncode)
