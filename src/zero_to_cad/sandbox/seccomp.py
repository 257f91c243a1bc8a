"""The system calls that a confined process may make, as a seccomp filter assembled here.

An allow-list: a call that is not named gives EPERM, or ENOSYS where it is newer than this list, so that the C
library falls back to a call that is judged here. Calls that no CAD program makes by accident end the process.
Opening is allowed for reading only, whatever Landlock says.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from typing import NamedTuple

# Call numbers on x86_64 and on aarch64 (None where it has no such call), from the kernel's unistd.h.
ALLOWED: dict[str, tuple[int, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "lseek": (8, 62),
    "close": (3, 57),
    "close_range": (436, 436),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "stat": (4, None),
    "lstat": (6, None),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "fadvise64": (221, 223),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "mincore": (27, 232),
    "msync": (26, 227),
    "brk": (12, 214),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "rseq": (334, 293),
    "set_robust_list": (273, 99),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getgroups": (115, 158),
    "getpgrp": (111, None),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
FATAL: dict[str, tuple[int, int | None]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "seccomp": (317, 277),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fsconfig": (431, 431),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440),
    "acct": (163, 89),
    "quotactl": (179, 60),
}
NEWER_THAN_LIST = 424  # from here on numbers are common to all architectures, and unknown ones are recent calls


class Machine(NamedTuple):
    """What differs between architectures: the kernel's name for it, and the column of the tables."""

    audit: int
    column: int


MACHINES = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}

# linux/seccomp.h and linux/bpf_common.h
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE = 0, 4
X32 = 0x40000000
PR_SET_SECCOMP, MODE_FILTER = 22, 2

OPEN_FOR_WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | 0o20000000  # the last one: O_TMPFILE
FCNTL = (0, 1, 2, 3, 4, 5, 1030)  # dup, get and set flags, read locks; never F_SETOWN, which can send signals
IOCTL = (0x5401, 0x5413, 0x5450, 0x5451, 0x541B)  # is this a terminal, its size, close-on-exec, bytes waiting

_Instruction = tuple[int, int, int, int]


def assemble(machine: Machine, pid: int) -> bytes:
    """The filter for the process `pid` as an array of struct sock_filter."""
    column = machine.column
    refuse = ERRNO | errno.EPERM
    code: list[_Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine.column == 0:
        # The x32 interface numbers its calls differently: none of it.
        code += [(JUMP_GREATER_EQUAL, 0, 1, X32), (RETURN, 0, 0, KILL)]
    for table, verdict in ((ALLOWED, ALLOW), (FATAL, KILL)):
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                code += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, verdict)]

    def when(numbers: tuple[int, int | None], block: list[_Instruction]) -> None:
        number = numbers[column]
        if number is not None:
            code.extend([(JUMP_EQUAL, 0, len(block), number), *block])

    def reading(position: int) -> list[_Instruction]:
        return [
            (LOAD, 0, 0, _argument(position)),
            (JUMP_ANY_BIT, 0, 1, OPEN_FOR_WRITING),
            (RETURN, 0, 0, ERRNO | errno.EACCES),
            (RETURN, 0, 0, ALLOW),
        ]

    def one_of(position: int, values: tuple[int, ...]) -> list[_Instruction]:
        block: list[_Instruction] = [(LOAD, 0, 0, _argument(position))]
        for value in values:
            block += [(JUMP_EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
        return [*block, (RETURN, 0, 0, refuse)]

    when((2, None), reading(1))  # open
    when((257, 56), reading(2))  # openat
    when((72, 25), one_of(1, FCNTL))
    when((16, 29), one_of(1, IOCTL))
    # Signals: only to itself, as abort() does.
    for numbers in ((62, 129), (200, 130), (234, 131)):  # kill, tkill, tgkill
        when(numbers, one_of(0, (pid,)))
    # prlimit64: only to ask for the own limits.
    asking: list[_Instruction] = []
    for offset in (_argument(0), _argument(2), _argument(2) + 4):
        asking += [(LOAD, 0, 0, offset), (JUMP_EQUAL, 1, 0, 0), (RETURN, 0, 0, refuse)]
    when((302, 261), [*asking, (RETURN, 0, 0, ALLOW)])
    code += [
        (JUMP_GREATER_EQUAL, 0, 1, NEWER_THAN_LIST),
        (RETURN, 0, 0, ERRNO | errno.ENOSYS),
        (RETURN, 0, 0, refuse),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def machine() -> Machine:
    """The machine this runs on. Raises OSError when no table is known for it."""
    name = platform.machine()
    if name not in MACHINES:
        raise OSError(f"no table of system calls for {name}; there is one for {' and '.join(MACHINES)}")
    return MACHINES[name]


def install(filter_: bytes) -> None:
    """Put the calling process under the filter, for good. Needs no_new_privs. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(filter_, len(filter_))
    program = struct.pack("@HP", len(filter_) // 8, ctypes.addressof(buffer))
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, program, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _argument(position: int) -> int:
    # struct seccomp_data: number, architecture, instruction pointer, six arguments of 64 bits, low half
    # first.
    return 16 + 8 * position
