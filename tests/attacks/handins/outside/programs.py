"""Starts programs: shells, interpreters, copies in its own folder, from memory and by the linker."""
import shutil
import subprocess
import sys

for command in (["/bin/sh", "-c", f"touch {BAIT}/{NAME}"], ["/usr/bin/env"], [sys.executable, "-c", "0"], ["/lib64/ld-linux-x86-64.so.2", "/bin/true"]):
    tried("call", subprocess.Popen, command)
    harmless("call", subprocess.run, command)
    tried("call", os.execv, command[0], command)
    tried("call", os.posix_spawn, command[0], command, {})
harmless("call", os.system, f"touch {BAIT}/{NAME}")
harmless("call", os.popen, f"touch {BAIT}/{NAME}")
shutil.copyfile("/usr/lib/x86_64-linux-gnu/libc.so.6", "copy")
os.chmod("copy", 0o755)
tried("call", os.execv, "./copy", ["copy"])
tried("call", call, 322, os.open("copy", os.O_RDONLY), b"", 0, 0, 0x1000)
