"""How many faults may be told from one address: counted in memory alone, since an address is a trace of a person."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

from lendlib.rules.errors import N_, Refused

SPAN = timedelta(hours=1)
MOST_OF_THING = 3
MOST_OF_ADDRESS = 30
MOST_KEPT = 10_000


class TooManyReports(Refused):
    """So much is told from one place that it can't all be meant."""

    code = "too-many-reports"
    status = 429
    sentence = N_("Much has been told from here in the last hour. This was not kept.")
    advice = N_("Try again in an hour, or tell somebody at the depot.")


class FaultLimit:
    """Counts of one process. It forgets after an hour, and the oldest first when it is full."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: OrderedDict[Hashable, list[datetime]] = OrderedDict()

    def count(self, address: str, item_id: int, now: datetime) -> None:
        """Count one report. Raises TooManyReports, and then counts nothing."""
        with self._lock:
            place = _place(address)
            counted = [((place, item_id), MOST_OF_THING), (place, MOST_OF_ADDRESS)]
            lately = {key: [at for at in self._seen.get(key, ()) if at > now - SPAN] for key, _most in counted}
            if any(len(lately[key]) >= most for key, most in counted):
                raise TooManyReports
            for key, times in lately.items():
                self._seen[key] = [*times, now]
                self._seen.move_to_end(key)
            while len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)


def _place(address: str) -> str:
    """Where an address is: of IPv6 the network, since whoever has one has 2 to the 64 addresses in it."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ip_network((known.packed[:8] + bytes(8), 64)))
