"""Claims another process's number and user on the conversation's socket."""
import gc
import socket
import struct

channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
for who in ((1, 0, 0), (BYSTANDER, 0, 0), (os.getpid(), 0, 0)):
    tried("call", channel.sock.sendmsg, [b"x"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, struct.pack("3i", *who))])
tried("call", channel.sock.setsockopt, socket.SOL_SOCKET, 26, b"\0" * 16)
