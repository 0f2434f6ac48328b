"""Sleeps, without using the processor."""
import time

double = halve = shout = lambda x: time.sleep(1000)
