"""Objects that stay on this side of the border, each under a number that stands for it on the other."""

from grader.wire import Opaque


class Handles:
    """Numbers objects from 1; the same object keeps its number."""

    def __init__(self) -> None:
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}

    def keep(self, value: object) -> int:
        """Handle of an object, which is kept from now on."""
        number = self._numbers.get(id(value))
        if number is None:
            self._objects.append(value)
            number = self._numbers[id(value)] = len(self._objects)
        return number

    def get(self, number: int) -> object:
        """The object behind a handle. Raises KeyError when there is none."""
        if not 1 <= number <= len(self._objects):
            raise KeyError(number)
        return self._objects[number - 1]

    def hold(self, value: object) -> Opaque:
        """What crosses in an object's place."""
        return Opaque(type(value).__name__, self.keep(value))
