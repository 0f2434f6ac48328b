"""Slows other processes down: priority, processors, scheduling, signals by descriptors."""
import fcntl

for which, who in ((os.PRIO_PROCESS, BYSTANDER), (os.PRIO_PGRP, BYSTANDER), (os.PRIO_USER, 0)):
    tried("process", os.setpriority, which, who, 19)
for attempt in (
    lambda: os.sched_setaffinity(BYSTANDER, {0}),
    lambda: call(144, BYSTANDER, 5, ctypes.byref(ctypes.c_int(0))),
    lambda: call(251, 1, BYSTANDER, 3 << 13),
):
    harmless("process", attempt)
reader, writer = os.pipe()
tried("call", fcntl.fcntl, reader, 8, BYSTANDER)
tried("call", fcntl.fcntl, reader, 10, 9)
tried("call", fcntl.fcntl, os.open(os.__file__, os.O_RDONLY), 1024, fcntl.F_RDLCK)
tried("call", fcntl.ioctl, 0, 0x5412, b"x")
