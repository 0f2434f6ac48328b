"""Makes programs and files that lie nowhere but in memory."""
tried("call", os.memfd_create, "program")
tried("call", call, 447, 0)
tried("call", call, 319, b"program", 0)
tried("call", call, 323, 0)
