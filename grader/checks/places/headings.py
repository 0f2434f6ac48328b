"""The section of a numbered question, however its writer headed it."""

import re

from grader.checks.places.sections import WORDS, Section


def numbered(number: str) -> Section:
    """The cells under `Question 3`, `Q3`, `# 3. ...`, in Markdown or as a comment, but not the third of a list.

    A number of several parts may stand alone: `1.1 ...`.
    """
    if "." in number:
        return Section(rf"^\W*({WORDS})?{re.escape(number)}\b", following=rf"^\W*({WORDS})?[1-9]\.[1-9]\b")
    return Section(rf"^\W*({WORDS}|#+\W*){re.escape(number)}\b", following=rf"^\W*({WORDS}\d|\d\s*[.):](?!\d))")
