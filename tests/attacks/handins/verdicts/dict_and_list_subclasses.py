"""Answers with containers and texts of classes of its own, which lie about length, items and equality."""


class Long(list):
    def __len__(self):
        return 1 << 62

    def __iter__(self):
        while True:
            yield self

    __eq__ = lambda self, other: True
    __hash__ = None


class Table(dict):
    def items(self):
        raise KeyboardInterrupt

    keys = values = __iter__ = __len__ = items


class Text(str):
    __eq__ = lambda self, other: True
    __hash__ = str.__hash__

    def encode(self, *args):
        return b"x" * (1 << 30)

    upper = __str__ = lambda self: self


double = lambda x: Long([x])
halve = lambda x: Table(a=x)
shout = lambda text: Text("no")
