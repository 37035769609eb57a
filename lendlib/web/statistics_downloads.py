"""Long downloads, a few at a time: each keeps one of the web server's threads for as long as the slowest line takes."""

import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from flask import Response

from lendlib.rules.errors import N_, Refused

# Half of a process' threads (webserver.THREADS) stay for the counter, however slowly somebody takes a file.
AT_ONCE = 2


class OthersDownload(Refused):
    """As many long files are on their way as the server can send beside its other work."""

    code = "others-download"
    status = 503
    sentence = N_("Others are fetching large files right now.")
    advice = N_("Try again in a minute. A shorter span makes a smaller file.")


@dataclass
class _Underway:
    """How many files this process is sending."""

    many: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        """Have a place, from the answer on: of two who ask at once one gets the last. Raises OthersDownload."""
        with self.lock:
            if self.many >= AT_ONCE:
                raise OthersDownload
            self.many += 1

    def free(self) -> None:
        """Leave it to others."""
        with self.lock:
            self.many -= 1


_underway = _Underway()


class _Sent(Iterator[bytes]):
    """Pieces that have a place until the last is taken, or who asked has left, or nobody ever begins."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._has_place = pieces, False
        _underway.take()
        self._has_place = True

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the reading and leave the place; once more does nothing."""
        if self._has_place:
            self._has_place = False
            _underway.free()
        if isinstance(self._pieces, Generator):
            self._pieces.close()

    __del__ = close


def sent(pieces: Iterator[bytes], content_type: str) -> Response:
    """The pieces as they come; when the last is sent, or who asked has left, it ends. Raises OthersDownload."""
    return Response(_Sent(pieces), content_type=content_type)
