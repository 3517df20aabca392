"""A system-call filter for the sandbox, made with libseccomp where the system has it."""

import ctypes
import errno
import functools
import os
from ctypes.util import find_library

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_NOT_EQUAL, _MASKED_EQUAL = 1, 7

_DENIED = """
ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd perf_event_open bpf userfaultfd
kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff syslog acct
lookup_dcookie quotactl quotactl_fd iopl ioperm personality vhangup
mount umount umount2 pivot_root chroot unshare setns open_by_handle_at name_to_handle_at
open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr fanotify_init mknod mknodat
add_key request_key keyctl settimeofday clock_settime clock_adjtime adjtimex stime
io_uring_setup io_uring_enter io_uring_register mbind migrate_pages move_pages set_mempolicy
nfsservctl uselib ustat sysfs _sysctl vm86 vm86old modify_ldt mq_open
"""
"""Calls on other processes and the kernel; on mounts and namespaces; on keys, clocks and queues."""

_NESTING = frozenset({"mount", "umount2", "unshare"})
"""What a program needs that sets its own processes further apart, in namespaces where it may."""

_TIOCSTI = 0x5412
_AF_UNIX = 1


class _Compare(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Filter:
    """A libseccomp filter that allows what is not denied."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        library.seccomp_init.restype = ctypes.c_void_p
        library.seccomp_init.argtypes = [ctypes.c_uint32]
        library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
        library.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.POINTER(_Compare),
        ]
        library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
        library.seccomp_release.argtypes = [ctypes.c_void_p]
        self._context = library.seccomp_init(_ALLOW)
        if not self._context:
            raise OSError("libseccomp cannot make a filter")

    def deny(self, name: str, *conditions: _Compare, error: int = errno.EPERM) -> None:
        """Make the call fail with ``error`` where all conditions hold; an unknown name is passed over."""
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # not a call of this machine
        array = (_Compare * max(1, len(conditions)))(*conditions)
        self._library.seccomp_rule_add_array(self._context, _ERRNO | error, number, len(conditions), array)

    def export(self) -> bytes:
        """The filter as a BPF program."""
        fd = os.memfd_create("filter")
        try:
            if self._library.seccomp_export_bpf(self._context, fd) != 0:
                raise OSError("libseccomp cannot export the filter")
            return os.pread(fd, 1 << 20, 0)
        finally:
            os.close(fd)
            self._library.seccomp_release(self._context)


@functools.cache
def program(*, may_nest: bool = False) -> bytes | None:
    """The filter as the BPF program that bubblewrap loads, or None where libseccomp is not installed."""
    try:
        library = ctypes.CDLL(find_library("seccomp") or "libseccomp.so.2")
    except OSError:
        return None
    rules = _Filter(library)
    for name in _DENIED.split():
        if not (may_nest and name in _NESTING):
            rules.deny(name)
    rules.deny("clone", _Compare(0, _MASKED_EQUAL, 0x10000000, 0x10000000))  # CLONE_NEWUSER
    rules.deny("clone3", error=errno.ENOSYS)  # its flags cannot be seen; libc falls back to clone
    rules.deny("socket", _Compare(0, _NOT_EQUAL, _AF_UNIX, 0))
    rules.deny("ioctl", _Compare(1, _MASKED_EQUAL, 0xFFFFFFFF, _TIOCSTI))
    return rules.export()


def descriptor(*, may_nest: bool = False) -> int | None:
    """A fresh inheritable descriptor of the filter for one start of bubblewrap; the caller closes it."""
    filter_program = program(may_nest=may_nest)
    if filter_program is None:
        return None
    fd = os.memfd_create("seccomp", 0)
    os.write(fd, filter_program)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
