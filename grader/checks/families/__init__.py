"""The families of checks: batch norm, optimizers, convolution shapes, models, training and what they share.

Each module is used by assignments as `from grader.checks.families import batchnorm`; the authoring API itself is
`grader.checks`, which knows of no family.
"""
