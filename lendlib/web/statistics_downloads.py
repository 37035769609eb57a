"""Long downloads, a few at a time: each keeps one of the web server's threads for as long as the slowest line takes."""

import threading
from collections.abc import Iterator

from flask import Response

from lendlib.rules.errors import N_, Refused

# Half of a process' threads (webserver.THREADS) stay for the counter, however slowly somebody takes a file.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class OthersDownload(Refused):
    """As many long files are on their way as the server can send beside its other work."""

    code = "others-download"
    status = 503
    sentence = N_("Others are fetching large files right now.")
    advice = N_("Try again in a minute. A shorter span makes a smaller file.")


def sent(pieces: Iterator[bytes], content_type: str) -> Response:
    """The pieces as they come; when the last is sent, or who asked has left, it ends. Raises OthersDownload."""
    if not _places.acquire(blocking=False):
        raise OthersDownload
    response = Response(pieces, content_type=content_type)
    response.call_on_close(_places.release)
    return response
