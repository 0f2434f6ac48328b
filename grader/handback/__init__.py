"""After grading: reports rendered again, under pseudonyms, and packed as feedback for a learning platform."""

from grader.handback.feedback import FORMS, Packed, pack
from grader.handback.pseudonyms import disguise
from grader.handback.rendering import Rerender, rerender_all, stored_reports

__all__ = ["FORMS", "Packed", "Rerender", "disguise", "pack", "rerender_all", "stored_reports"]
