"""Fills the disk with files that are deleted while they are open."""
import time

kept = []


def double(x):
    for _ in range(60):
        try:
            file = open("gone", "wb", buffering=0)
            os.unlink("gone")
            kept.append(file)
            for _ in range(8):
                file.write(bytes(1 << 20))
        except OSError:
            time.sleep(0.05)
    time.sleep(60)


halve = shout = double
