"""Finds hand-ins and reads them safely: everything that a student can put into a file is met here first."""

from grader.intake.bounds import Bounds
from grader.intake.errors import IntakeError
from grader.intake.find import Found, find
from grader.intake.names import Download, download
from grader.intake.read import read
from grader.intake.text import printable

__all__ = ["Bounds", "Download", "Found", "IntakeError", "download", "find", "printable", "read"]
