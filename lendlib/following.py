"""A process that ends when the process that started it ends, however that ended."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def follow(parent: int) -> None:
    """Have the kernel send this process SIGTERM when its parent dies, by SIGKILL too (Linux, prctl(2)).

    `parent` is the parent's id as it was known before the fork: one that died meanwhile sends nothing any more.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
