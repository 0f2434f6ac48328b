"""Sends signals to its parent, its group and every process that it can name."""
import signal

double = halve = shout = None
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):
    for pid in (os.getppid(), BYSTANDER):
        if pid > 1:
            tried("process", os.kill, pid, number)
tried("process", os.kill, BYSTANDER, 0)
tried("call", call, 424, os.getppid(), 9, 0, 0)
harmless("process", os.killpg, 0, signal.SIGCONT)
