"""Raises its limits, its priority and those of its parent."""
import resource

for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
    tried("limit", resource.setrlimit, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
tried("limit", os.nice, -10)
tried("process", resource.prlimit, BYSTANDER, resource.RLIMIT_CPU, (1, 1))
