"""Looks for secrets in its own environment, as Python, the C library and /proc know it."""
import re

texts = [repr(dict(os.environ)).encode()]
pointer = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
while pointer[len(texts) - 1]:
    texts.append(pointer[len(texts) - 1])
for file in ("environ", "cmdline", "auxv"):
    try:
        texts.append(open(f"/proc/self/{file}", "rb").read())
    except PermissionError:
        continue
assert b"HOME" in b"".join(texts)
report("search", [name for name in os.environ if "SECRET" in name] + [hit for text in texts for hit in re.findall(MARK, text)])
