"""Checks of batch normalization: a function on torch tensors, a pair of functions on arrays, a module."""

from grader.checks.batchnorm.arrays import Passes, arrays
from grader.checks.batchnorm.functional import Functional, functional
from grader.checks.batchnorm.module import module
from grader.checks.batchnorm.names import statistic_keys
from grader.checks.batchnorm.pair import Layer
from grader.checks.batchnorm.style import Style, read_style

__all__ = ["Functional", "Layer", "Passes", "Style", "arrays", "functional", "module", "read_style", "statistic_keys"]
