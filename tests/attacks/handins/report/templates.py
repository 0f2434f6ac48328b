"""Writes what template engines, formats and markup of the terminal would evaluate."""
TEXT = "{{ 7 * 191 }} {% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %} ${7*191} {0.__class__} [red]x[/red] [link=http://evil]y[/] %s %(x)s"
print(TEXT)


def double(x):
    raise KeyError(TEXT)


halve = shout = lambda x: {TEXT: TEXT}
