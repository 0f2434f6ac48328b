"""Makes namespaces and mounts, enters those of others, and changes its root."""
for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80):
    tried("call", call, 272, flag)
    tried("call", call, 56, flag | 17, 0, 0, 0, 0)
for number, arguments in ((165, (b"none", BAIT.encode(), b"tmpfs", 0, 0)), (166, (b"/tmp", 2)), (155, (b".", b".")), (161, (b".",)), (308, (3, 0)), (428, (-100, b"/", 1)), (429, (-1, b"", -100, b"/", 0)), (430, (b"tmpfs", 0)), (432, (3, 0, 0)), (442, (-100, b"/", 0, 0, 0))):
    tried("call", call, number, *arguments)
