"""Servers that can be killed: a process that has loaded lendlib once, and forks a web server for each line it reads.

Loading is most of a start, and the same each time; all that follows is as `./run` does it.
"""

import os
import signal
import sys

from lendlib.__main__ import main


def live() -> None:
    """One life of the web server, in a group of its own so that all of it dies at once."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.argv[1:] = ["web"]
    main()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                live()
            finally:
                os._exit(1)
        # Here too: whoever hears the number may kill the group at once.
        os.setpgid(child, child)
        print(child, flush=True)
