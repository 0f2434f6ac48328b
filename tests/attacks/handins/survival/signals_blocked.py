"""Blocks and ignores every signal, and then loops, in a cell and in a call."""
# %%
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    pass
# %%
double = 3
