"""Runs a command under a seccomp filter that refuses unshare(2), as Docker's default profile does.

usage: no_unshare.py COMMAND...
"""
import ctypes, os, platform, struct, sys

NUMBERS = {"x86_64": (0xC000003E, 272), "aarch64": (0xC00000B7, 97)}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE_EPERM = 0x7FFF0000, 0x00050001

architecture, unshare = NUMBERS[platform.machine()]
program = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in (
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 3, architecture),
        (LOAD, 0, 0, 0),
        (EQUAL, 0, 1, unshare),
        (RETURN, 0, 0, REFUSE_EPERM),
        (RETURN, 0, 0, ALLOW),
    )
)
code = ctypes.create_string_buffer(program)


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


libc = ctypes.CDLL(None, use_errno=True)
filter = Filter(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
    PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filter), 0, 0
):
    sys.exit("cannot install the filter: " + os.strerror(ctypes.get_errno()))
if libc.unshare(0x200) == 0:
    sys.exit("the filter does not refuse unshare")
os.execvp(sys.argv[1], sys.argv[1:])
