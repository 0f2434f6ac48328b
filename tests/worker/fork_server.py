"""A stand-in for the zygote in tests: warms up, then forks an unconfined worker for each socket that it is sent."""

import os
import signal
import socket
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

from grader.worker.start.warm import warm  # noqa: E402


def main(control: socket.socket) -> None:
    """Serve until the tests end."""
    warm()
    from grader.wire import Channel
    from grader.worker.serve import serve

    control.send(b"warm")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        folder, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not folder:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            os.chdir(folder.decode())
            serve(Channel(socket.socket(fileno=descriptors[0])), ["none"])
        os.close(descriptors[0])


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as control_socket:
        main(control_socket)
