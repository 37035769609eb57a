"""When a letter that could not be sent is tried again."""

from datetime import timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=8)
SPREAD = 0.25
# With these waits the last try falls about three days after the first: as long as mail servers try among themselves.
MOST_TRIES = 16
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)


def wait_after(tries: int, chance: float) -> timedelta:
    """How long to wait after so many tries: twice as long each time, capped, and a quarter more or less by chance.

    `chance` is at least 0 and below 1, so that what failed together is not tried together.
    """
    wait = min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)
    return wait * (1 - SPREAD + 2 * SPREAD * chance)


def rest_after(troubles: int) -> timedelta:
    """How long a channel rests whose other side has failed so many times in a row."""
    return min(FIRST_REST * (1 << min(troubles - 1, 20)), LONGEST_REST)
