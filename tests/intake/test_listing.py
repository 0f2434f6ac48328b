from pathlib import Path

import pytest

from grader.intake.listing import class_folder
from tests.intake.builders import HOMEWORK, code, notebook_bytes, put

USES_PACKAGE = notebook_bytes(code(["import numpy as np\n", "from cs231n.layers import *\n"]))
USES_HELPER = notebook_bytes(code("import helper"))

ONE = {
    "a notebook": {"hw.ipynb": HOMEWORK},
    "a notebook and a PDF": {"hw.ipynb": HOMEWORK, "hw.pdf": b"%PDF"},
    "a notebook and data": {"hw.ipynb": HOMEWORK, "data/train.csv": ""},
    "a notebook and the module it uses": {"hw.ipynb": USES_HELPER, "helper.py": "x = 1"},
    "an archive": {"hw.zip": b""},
    "a package": {"__init__.py": "", "optim.py": "def sgd(): pass", "layers.py": "def affine(): pass"},
    "a package with a sub-package": {"__init__.py": "", "layers.py": "", "optim.py": "", "classifiers/fc_net.py": ""},
    "a sub-package that imports what lies above it": {
        "layers.py": "def affine(): pass",
        "optim.py": "def sgd(): pass",
        "classifiers/fc_net.py": "from ..layers import *",
    },
    "a sub-package that names its package": {
        "layers.py": "def affine(): pass",
        "optim.py": "def sgd(): pass",
        "classifiers/fc_net.py": "from cs231n.layers import *",
    },
    "modules that do different things": {"optim.py": "def sgd(): pass", "layers.py": "def affine(): pass"},
    "notebooks that use a package": {
        "BatchNorm.ipynb": USES_PACKAGE,
        "Dropout.ipynb": USES_PACKAGE,
        "scratch.ipynb": HOMEWORK,
        "cs231n/__init__.py": "",
        "cs231n/layers.py": "",
    },
    "two notebooks, of which one uses a package": {
        "BatchNorm.ipynb": USES_PACKAGE,
        "PyTorch.ipynb": HOMEWORK,
        "cs231n/layers.py": "",
    },
    "a folder in a folder": {"assignment3/hw.ipynb": HOMEWORK, "assignment3/hw.pdf": b"%PDF"},
    "nothing of use": {"notes.txt": ""},
}
CLASS = {
    "notebooks": {"a.ipynb": HOMEWORK, "b.ipynb": HOMEWORK},
    "folders": {"a/hw.ipynb": HOMEWORK, "b/hw.ipynb": HOMEWORK},
    "packages": {"a/__init__.py": "", "a/x.py": "", "b/__init__.py": "", "b/x.py": ""},
    "folders, and a package file of one student": {"__init__.py": "", "a/hw.py": "", "b/hw.py": "", "c.py": ""},
    "a notebook and a folder": {"a.ipynb": HOMEWORK, "b/hw.ipynb": HOMEWORK},
    "archives": {"a.zip": b"", "b.tgz": b""},
    "modules with the same functions": {"a.py": "def sgd(): pass", "b.py": "def sgd(): return 1", "c.py": "def ("},
    "one Canvas file": {"doe_12345_67890_hw.ipynb": HOMEWORK},
    "a notebook that imports a classmate's module": {
        "eve.ipynb": notebook_bytes(code("import ada, bob")),
        "ada.py": "def sgd(): pass",
        "bob.py": "def sgd(): return 1",
    },
    "a notebook that imports classmates' folders": {
        "eve.ipynb": notebook_bytes(code("import ada, bob")),
        "ada/hw.ipynb": HOMEWORK,
        "bob/hw.ipynb": HOMEWORK,
    },
    "one who imports from above": {
        "a.py": "def sgd(): pass",
        "b.py": "def sgd(): pass",
        "c/hw.py": "from ..a import *",
    },
    "modules and a folder": {"a.py": "def sgd(): pass", "b.py": "def adam(): pass", "c/hw.py": "import numpy"},
    "a module and one who imports it from above": {"a.py": "def sgd(): pass", "c/hw.py": "from ..a import *"},
    "one who imports another": {"a.ipynb": notebook_bytes(code("import b")), "b/hw.py": "", "c.ipynb": HOMEWORK},
}


@pytest.mark.parametrize("files", ONE.values(), ids=ONE)
def test_one_hand_in(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert class_folder(put(tmp_path, files)) is None


@pytest.mark.parametrize("files", CLASS.values(), ids=CLASS)
def test_a_class(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert class_folder(put(tmp_path, files)) == tmp_path


@pytest.mark.parametrize("files", CLASS.values(), ids=CLASS)
def test_a_class_in_a_folder_of_its_own(tmp_path: Path, files: dict[str, bytes]) -> None:
    put(tmp_path / "unpacked" / "submissions", files)
    assert class_folder(tmp_path) == tmp_path / "unpacked" / "submissions"
