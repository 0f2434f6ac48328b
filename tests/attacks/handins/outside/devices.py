"""Makes devices, and writes to those of the machine."""
import stat

for kind in (stat.S_IFBLK, stat.S_IFCHR):
    tried("call", os.mknod, "disk", kind | 0o666, os.makedev(254, 0))
for path in ("/dev/kmsg", "/dev/tty", "/dev/console", "/dev/fuse", "/dev/kvm", "/dev/ptmx", "/dev/sda", "/dev/net/tun"):
    tried("file", open, path, "wb", 0)
