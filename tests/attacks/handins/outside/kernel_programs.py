"""Loads programs into the kernel, and asks for its keys, faults and logs."""
buffer = ctypes.create_string_buffer(128)
for number, arguments in ((321, (0, buffer, 72)), (323, (0,)), (250, (0, 0, 0, 0, 0)), (248, (b"user", b"x", b"y", 1, -3)), (249, (b"user", b"x", 0, -3)), (103, (2, buffer, 64)), (175, (buffer, 64, b"")), (313, (3, b"", 0)), (246, (0, 0, 0, 0)), (169, (0xFEE1DEAD, 672274793, 0, 0)), (163, (b"acct",)), (300, (0, 0)), (253, ()), (294, (0,))):
    tried("call", call, number, *arguments)
