"""Prints sequences that steer a terminal: titles, colours, cursor, links, direction of reading."""
TEXT = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x1b]8;;http://evil\x1b\\link\x9b2J\u202egnorw\u2066\r100 / 100\x08\x08"
print(TEXT)


def double(x):
    print(TEXT)
    raise ValueError(TEXT)


halve = lambda x: TEXT
shout = lambda text: (_ for _ in ()).throw(type(TEXT.replace("\0", ""), (Exception,), {})(TEXT))
