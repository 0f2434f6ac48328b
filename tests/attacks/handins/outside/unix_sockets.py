"""Sends to named and abstract unix sockets of the machine."""
import socket

for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
    for address in (f"{BAIT}/socket", f"\0{TOKEN}", "/run/systemd/journal/socket", "/var/run/docker.sock", "/dev/log"):
        tried("network", lambda: socket.socket(socket.AF_UNIX, kind).connect(address))
tried("network", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(NAME.encode(), f"{BAIT}/socket"))
tried("network", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)[0].connect(f"\0{TOKEN}"))
