"""Start of the zygote, by path: `python -s -P grader/worker/__main__.py CONTROL SETTINGS`.

CONTROL is the descriptor of the socket to the grader, SETTINGS a JSON object (see `zygote.Settings`). Or, with
`connect PORT:TOKEN`, start of one worker without walls, for a person's own work (see `unconfined`). The grader's
package is not on the path, so that nothing of it can be imported by mistake: a finder of our own answers for
`grader.wire` and `grader.worker`, and for any other `grader.…` says that it does not exist.
"""

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_PACKAGE = Path(__file__).resolve().parent.parent
_SHARED = ("wire", "worker")


class _SharedPackages(MetaPathFinder):
    """Finds the two packages that belong on this side, and hides the others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of one of our packages; their modules are left to the ordinary finder."""
        top, _, rest = fullname.partition(".")
        if top != _PACKAGE.name:
            return None
        if not rest:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = []
            return spec
        if rest.partition(".")[0] not in _SHARED:
            raise ModuleNotFoundError(f"No module named {fullname!r} on the submission's side", name=fullname)
        if rest in _SHARED:
            folder = _PACKAGE / rest
            return importlib.util.spec_from_file_location(
                fullname, folder / "__init__.py", submodule_search_locations=[str(folder)]
            )
        return None


if __name__ == "__main__":
    sys.meta_path.insert(0, _SharedPackages())
    if sys.argv[1] == "connect":
        from grader.worker.start.unconfined import main as serve_own

        serve_own(*sys.argv[2].split(":"))
    from grader.worker.start.zygote import main

    main(int(sys.argv[1]), sys.argv[2])
