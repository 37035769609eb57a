"""A talk with another computer that ends in time, however slowly it speaks.

A time-out of a socket begins anew with each byte: who says one now and then would be listened to for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Event, Thread

LONGEST_TALK = 120.0
"""Seconds that a letter may take; well below the lease of the outbox, after which another worker may send it too."""
A_MOMENT = 0.5


class Watch:
    """Whether the time is over."""

    is_over = False


@contextmanager
def ends_within(seconds: float, line: Callable[[], socket | None]) -> Iterator[Watch]:
    """Cut the line when so much time has passed: whoever reads then finds that the other side has gone.

    `line` gives the socket that is open at that moment; one that is opened afterwards is cut too.
    """
    ended, watch = Event(), Watch()
    watcher = Thread(target=_cut_late, args=(seconds, line, ended, watch), name="ends-within", daemon=True)
    watcher.start()
    try:
        yield watch
    finally:
        ended.set()
        watcher.join()


def _cut_late(seconds: float, line: Callable[[], socket | None], ended: Event, watch: Watch) -> None:
    is_ended = ended.wait(seconds)
    while not is_ended:
        watch.is_over = True
        opened = line()
        if opened is not None:
            with suppress(OSError):
                # Beneath the encryption, which is the other thread's.
                socket.shutdown(opened, SHUT_RDWR)
        is_ended = ended.wait(A_MOMENT)
