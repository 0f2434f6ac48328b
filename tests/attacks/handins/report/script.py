"""Puts scripts into prints, names, exceptions, warnings and values."""
import warnings

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
print(SCRIPT)


def double(x):
    print(SCRIPT)
    warnings.warn(SCRIPT)
    raise type(SCRIPT, (Exception,), {})(SCRIPT)


def halve(x):
    return {SCRIPT: type(SCRIPT, (), {})(), "</pre></details></body>": SCRIPT}


double.__name__ = SCRIPT
shout = lambda x: SCRIPT
