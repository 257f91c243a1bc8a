"""Landlock through ctypes: a rule set under which a process may read what is listed and write nothing."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

# linux/landlock.h; the call numbers are the same on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# All file-system rights that each version of the interface knows: execute, write, make, remove, and so on.
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 0b11  # TCP bind and connect, from version 4
SCOPES = 0b11  # abstract Unix sockets and signals, from version 6

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def version() -> int:
    """The kernel's Landlock interface version; 0 when there is none or it is switched off at boot."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)))


def make_ruleset(readable: Iterable[Path]) -> int:
    """A descriptor of a rule set that denies every file access but reading `readable` and what lies below.

    Paths that do not exist are left out. Raises OSError when the kernel has no Landlock.
    """
    known = version()
    if known == 0:
        raise OSError("this kernel has no Landlock, or it is not enabled at boot (lsm=landlock,...)")
    attributes = struct.pack("=Q", RIGHTS[min(known, 5)])
    if known >= 4:
        attributes += struct.pack("=Q", NETWORK)
    if known >= 6:
        attributes += struct.pack("=Q", SCOPES)
    ruleset = _call(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    for path in readable:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
        try:
            _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
        finally:
            os.close(opened)
    return ruleset


def restrict(ruleset: int) -> None:
    """Put the calling process under the rule set, for good. Needs no_new_privs. Raises OSError."""
    _call(RESTRICT_SELF, ruleset, 0)


def _call(number: int, *arguments: object) -> int:
    answer = int(_libc.syscall(number, *arguments))
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
