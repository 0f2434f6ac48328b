"""Raises the limit on core dumps and dies, so that the machine writes its memory to a file."""
import resource

tried("limit", resource.setrlimit, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
libc.prctl(4, 1, 0, 0, 0)
os.abort()
