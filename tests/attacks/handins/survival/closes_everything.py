"""Closes every descriptor, those of the conversation among them."""


def double(x):
    os.closerange(0, 65536)
    return x


halve = shout = double
