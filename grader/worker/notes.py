"""What was stubbed, redirected or cut while a cell ran: each thing is said once a cell."""


class Notes:
    """Collects sentences for the report."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    def add(self, text: str) -> None:
        """Note something; the same sentence is kept once."""
        self._texts.setdefault(text)

    def take(self) -> list[str]:
        """The sentences since the last call, in order."""
        texts = list(self._texts)
        self._texts.clear()
        return texts
