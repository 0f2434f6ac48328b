"""Opens sockets of families that reach the kernel and other machines."""
import socket

for family in ("AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG", "AF_CAN", "AF_TIPC", "AF_BLUETOOTH", "AF_QIPCRTR"):
    for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        tried("network", socket.socket, getattr(socket, family, 45), kind)
for family in range(3, 46):
    tried("network", lambda: call(41, family, 2, 0))
