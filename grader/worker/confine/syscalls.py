"""Which system calls a worker may make: the data behind `seccomp`.

By name, as libseccomp knows them, so that one list serves x86_64 and aarch64; a name that an architecture lacks is left
out. Whatever is in no list does not exist for a worker (ENOSYS), new system calls of later kernels included.
"""

import errno

ALLOWED: tuple[str, ...] = (
    # memory
    *("brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "msync", "mincore", "mlock", "mlock2", "munlock"),
    *("mlockall", "munlockall", "membarrier", "pkey_alloc", "pkey_free", "pkey_mprotect", "get_mempolicy"),
    # files by descriptor
    *("read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek"),
    *("close", "close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "fsync", "fdatasync", "sync_file_range", "flock"),
    *("ftruncate", "fallocate", "fadvise64", "readahead", "sendfile", "splice", "tee", "copy_file_range", "getdents"),
    *("getdents64", "fstat", "fstatfs", "fchdir"),
    # files by path; where they may lie is for the private root and Landlock to say
    *("open", "openat", "openat2", "creat", "stat", "lstat", "newfstatat", "statx", "statfs", "access", "faccessat"),
    *("faccessat2", "readlink", "readlinkat", "getcwd", "chdir", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "umask"),
    # waiting
    *("poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait"),
    *("epoll_pwait2", "eventfd", "eventfd2", "signalfd", "signalfd4"),
    # time
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "alarm"),
    *("setitimer", "getitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete"),
    *("timerfd_create", "timerfd_settime", "timerfd_gettime"),
    # signals to itself
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait"),
    *("sigaltstack", "pause", "restart_syscall"),
    # threads and processes
    *("fork", "vfork", "exit", "exit_group", "wait4", "waitid", "futex", "futex_waitv", "set_robust_list", "rseq"),
    *("set_tid_address", "arch_prctl", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler"),
    *("sched_getattr", "sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval", "getpriority"),
    # who and where
    *("getpid", "getppid", "gettid", "getpgid", "getpgrp", "getsid", "getuid", "geteuid", "getgid", "getegid"),
    *("getresuid", "getresgid", "getgroups", "getrlimit", "setrlimit", "getrusage", "getcpu", "uname", "sysinfo"),
    *("getrandom", "capget"),
    # sockets that already are there; which kinds can come to be is in RULES
    *("sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "shutdown", "getsockopt", "getsockname"),
    "getpeername",
)

ADDRESSED_SOCKETS = ("bind", "connect", "listen", "accept", "accept4")
"""Only with a network and a file system of its own: elsewhere they would reach services of the machine."""

SET_POLICY = "sched_setscheduler"
SCHEDULING = ("sched_setaffinity", "sched_setparam", "sched_setattr")
"""With process numbers of its own: any; elsewhere: the caller only."""

SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
"""With process numbers of its own, or with Landlock's scope: to any; elsewhere to the worker's first process only."""

REFUSED: dict[str, int] = {
    # new programs
    "execve": errno.EACCES,
    "execveat": errno.EACCES,
    # other processes, and leaving the session by which the grader knows them
    **dict.fromkeys(("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"), errno.EPERM),
    **dict.fromkeys(("pidfd_getfd", "setsid", "setpgid", "perf_event_open", "ioprio_set"), errno.EPERM),
    # other users and powers
    **dict.fromkeys(("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid"), errno.EPERM),
    **dict.fromkeys(("setfsgid", "setgroups", "capset", "keyctl", "add_key", "request_key"), errno.EPERM),
    # mounts, namespaces, the machine
    **dict.fromkeys(("mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "open_tree"), errno.EPERM),
    **dict.fromkeys(("move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"), errno.EPERM),
    **dict.fromkeys(("bpf", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"), errno.EPERM),
    **dict.fromkeys(("open_by_handle_at", "name_to_handle_at", "mbind", "set_mempolicy"), errno.EPERM),
    **dict.fromkeys(("memfd_create", "memfd_secret", "vmsplice", "personality", "sethostname"), errno.EPERM),
    **dict.fromkeys(("shmget", "semget", "msgget", "mq_open"), errno.EPERM),
    # metadata of files that no other layer guards
    **dict.fromkeys(("chown", "fchown", "lchown", "fchownat", "mknod", "mknodat"), errno.EPERM),
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr"), errno.EOPNOTSUPP),
    **dict.fromkeys(("fremovexattr", "getxattr", "lgetxattr", "fgetxattr"), errno.EOPNOTSUPP),
    **dict.fromkeys(("listxattr", "llistxattr", "flistxattr"), errno.EOPNOTSUPP),
}
"""Refused with an error that programs expect. (`clone3` is on no list: glibc then uses `clone`, whose flags a filter
sees.)"""

FILE_TIMES_AND_MODES = ("chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat", "futimesat")
"""With a private root: allowed. Elsewhere they claim success and do nothing, because Landlock does not cover them."""

TRUNCATE = "truncate"
"""By path. Landlock covers it since version 3."""

CLONE_NEVER = 0x7E028000
"""Flags that `clone` may not carry: every namespace (CLONE_NEW...), and CLONE_PARENT, which disowns the child."""

CLONE_EXIT_SIGNAL = 0xFF
"""The bits with the signal for the end of the child: none for a thread, else SIGCHLD. After any other, whoever waits
for children does not see that one."""

FCNTL_COMMANDS = (*range(8), 9, 11, 36, 37, 38, 1030, 1031, 1032, 1033, 1034)
"""Duplicates, flags, locks, pipe sizes and seals; not F_SETOWN, F_SETSIG and F_SETOWN_EX, which send signals to others.
"""

IOCTL_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS (is it a terminal?), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""

PRCTL_OPTIONS = (3, 15, 16, 21, 23, 39, 42, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_GET_THP_DISABLE,
PR_SET_VMA. Not the parent-death signal, dumpable, or subreaper off."""

SET_CHILD_SUBREAPER = 36

SOCKET_OPTIONS = (2, 7, 8, 9, 13, 16, 20, 21)
"""SO_REUSEADDR, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, SO_PASSCRED, SO_RCVTIMEO, SO_SNDTIMEO; no packet
filters."""

KIND_OF_SOCKET = 0xF
"""The part of a socket's type that is not flags. Pairs may be stream or sequenced: one of a pair of datagram sockets
could still send to any named socket of the machine.
"""
