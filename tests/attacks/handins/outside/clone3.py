"""Makes children by clone3, whose flags a filter cannot see, and children that are not its own."""
arguments = (ctypes.c_uint64 * 11)(0x10000000)
tried("call", call, 435, arguments, 88)
tried("call", call, 56, 0x8000 | 17, 0, 0, 0, 0)
