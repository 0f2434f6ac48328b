"""Lets a child answer in its place, while the process that was asked ends."""


def double(x):
    if os.fork():
        os._exit(0)
    return x * 2


halve = shout = double
