"""Checks of batch normalization: a function on torch tensors, a pair of functions on arrays, a module."""

from grader.checks.families.batchnorm.arrays import Passes, arrays
from grader.checks.families.batchnorm.functional import Functional, functional
from grader.checks.families.batchnorm.module import module
from grader.checks.families.batchnorm.names import statistic_keys
from grader.checks.families.batchnorm.pair import Layer
from grader.checks.families.batchnorm.style import Style, read_style

__all__ = ["Functional", "Layer", "Passes", "Style", "arrays", "functional", "module", "read_style", "statistic_keys"]
