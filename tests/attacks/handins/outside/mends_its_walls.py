"""Takes its own walls down: seccomp, Landlock, the parent-death signal, the session, dumpable."""
for number, arguments in ((317, (0, 0, 0)), (157, (22, 0)), (157, (1, 0)), (157, (4, 1)), (157, (36, 0)), (112, ()), (109, (0, 0)), (444, (0, 0, 1)), (135, (0x40000,)), (135, (8,))):
    tried("call", call, number, *arguments)
