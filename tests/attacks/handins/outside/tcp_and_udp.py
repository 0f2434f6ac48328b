"""Connects and sends to services of the machine and of the world."""
import socket

tried("network", socket.create_connection, ("127.0.0.1", PORT), 1)
for family, kind in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_DGRAM)):
    tried("network", lambda: socket.socket(family, kind).connect(("127.0.0.1", PORT)))
tried("network", socket.socketpair, socket.AF_INET, socket.SOCK_STREAM)
tried("network", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(NAME.encode(), ("127.0.0.1", PORT)))
