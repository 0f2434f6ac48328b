"""What a submission may have switched is put back before every call, and the seeds are set.

References are taken when this file is read, before any code of a submission runs: a submission that replaces
`torch.manual_seed` or `builtins.len` cannot keep it from working by accident.
"""

# mypy: allow-untyped-calls

import builtins
import gc
import os
import random
import signal
import sys
import warnings
from pathlib import Path

import numpy as np
import torch

_set_grad_enabled = torch.set_grad_enabled
_set_default_dtype = torch.set_default_dtype
_set_default_device = torch.set_default_device
_set_num_threads = torch.set_num_threads
_use_deterministic_algorithms = torch.use_deterministic_algorithms
_set_matmul_precision = torch.set_float32_matmul_precision
_set_detect_anomaly = torch.autograd.set_detect_anomaly
_set_autocast_enabled = torch.set_autocast_enabled
_set_torch_printing = torch.set_printoptions
_seed_torch = torch.default_generator.manual_seed
_seed_numpy = np.random.seed
_seed_random = random.seed
_set_numpy_errors = np.seterr
_set_numpy_printing = np.set_printoptions
_set_attribute = setattr
_builtins = vars(builtins)
_reset_warnings = warnings.resetwarnings
_chdir, _makedirs = os.chdir, os.makedirs
if hasattr(signal, "alarm"):
    _signal, _alarm = signal.signal, signal.alarm

_SEEDING = ((torch, "manual_seed"), (torch.random, "manual_seed"), (np.random, "seed"), (random, "seed"))


def set_seeds(seed: int) -> None:
    """Seed `random`, NumPy's global generator and torch."""
    _seed_random(seed)
    _seed_numpy(seed % 2**32)
    _seed_torch(seed % 2**63)


class Baseline:
    """The state of the interpreter and the libraries as it was before the submission's first line."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = str(scratch)
        self._builtins = dict(_builtins)
        self._seeding = [(owner, name, getattr(owner, name)) for owner, name in _SEEDING]
        self._numpy_errors = np.geterr()
        self._numpy_printing = np.get_printoptions()
        self._recursion_limit = sys.getrecursionlimit()
        self._filters = list(warnings.filters)
        self._warning = (warnings.warn, warnings.showwarning, warnings.formatwarning)

    def restore_builtins(self) -> None:
        """Put builtins back that were replaced or deleted."""
        _builtins.update(self._builtins)

    def restore(self) -> None:
        """Put everything back."""
        self.restore_builtins()
        self._restore_python()
        self._restore_numpy()
        _restore_torch()
        for owner, name, function in self._seeding:
            _set_attribute(owner, name, function)

    def _restore_python(self) -> None:
        sys.setrecursionlimit(self._recursion_limit)
        sys.settrace(None)
        sys.setprofile(None)
        gc.enable()
        _reset_warnings()
        warnings.filters.extend(self._filters)  # type: ignore[attr-defined]
        warnings.warn, warnings.showwarning, warnings.formatwarning = self._warning
        if hasattr(signal, "SIGALRM"):
            _alarm(0)
            _signal(signal.SIGALRM, signal.SIG_DFL)
        _makedirs(self._scratch, exist_ok=True)
        _chdir(self._scratch)

    def _restore_numpy(self) -> None:
        _set_numpy_errors(**self._numpy_errors)
        _set_numpy_printing(**self._numpy_printing)


def _restore_torch() -> None:
    _set_grad_enabled(True)
    _set_default_dtype(torch.float32)
    _set_default_device(None)
    _set_num_threads(1)
    _use_deterministic_algorithms(False)
    _set_matmul_precision("highest")
    _set_detect_anomaly(False)
    _set_autocast_enabled("cpu", False)
    _set_torch_printing(profile="default")
