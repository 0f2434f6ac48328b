"""Stops its own processes by a signal, so that they are neither dead nor alive."""
import signal

double = halve = shout = lambda x: os.kill(os.getpid(), signal.SIGSTOP)
