"""Keeps a page small enough to mail, whatever a submission printed."""

from markupsafe import Markup, escape

from grader.report.text import clip, visible

LEFT_OUT = "(left out here to keep this page small; report.json has it)"


class Budget:
    """Bytes of markup that a page may still spend on texts of the submission, given out in reading order."""

    def __init__(self, size: int) -> None:
        self._left = size

    def spend(self, size: int) -> bool:
        """Whether `size` bytes are left; then they are spent."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def text(self, text: str, most: int) -> Markup:
        """The text, made visible and escaped, at most about `most` characters of it, or a note that it did not fit."""
        safe = escape(visible(clip(text, most)))
        return safe if self.spend(len(safe.encode())) else Markup(LEFT_OUT)

    def markup(self, markup: Markup, read: int = 0) -> Markup:
        """The markup, or a note that it did not fit. `read` is the size of its source, which may be the larger."""
        return markup if self.spend(max(len(markup.encode()), read)) else Markup(LEFT_OUT)
