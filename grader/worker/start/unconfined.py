"""One worker without walls, for a person's own work: it connects to the grader and serves where it was started."""

import socket
from typing import NoReturn

from grader.wire import Channel
from grader.worker.start.torchvision_cpu import import_torchvision

import_torchvision()  # before the operations, which need it
from grader.worker.serve import serve  # noqa: E402


def main(port: str, token: str) -> NoReturn:
    """Serve the grader that listens on a port of this machine and knows the token."""
    connection = socket.create_connection(("127.0.0.1", int(port)))
    connection.sendall(token.encode())
    serve(Channel(connection), ())
