"""Long downloads, a few at a time: each keeps one of the web server's threads for as long as the slowest line takes."""

import threading
from collections.abc import Iterator
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

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces; it counts from the first until the last is taken, or who asked has left."""
        with self.lock:
            self.many += 1
        try:
            yield from pieces
        finally:
            with self.lock:
                self.many -= 1


_underway = _Underway()


def sent(pieces: Iterator[bytes], content_type: str) -> Response:
    """The pieces as they come; when the last is sent, or who asked has left, it ends. Raises OthersDownload."""
    if _underway.many >= AT_ONCE:
        raise OthersDownload
    return Response(_underway.counted(pieces), content_type=content_type)
