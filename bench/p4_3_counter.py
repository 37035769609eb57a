"""P4.3: what a check-out takes at most times (p95) while the mail server stalls, beside one that takes every letter.

One place, served with its worker beside it, and twenty thousand letters waiting. In every other round the mail server
holds its tongue, so that the worker waits for it; in the others it answers at once, and the worker sends all the time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import Place, a_place
from bench.outbox import queue_letters
from bench.p1_2_http import CLIENTS, Load
from bench.served import served
from lendlib.db import begin_writing
from tests.ground.post_office import PostOffice, post_office
from tests.ground.waiting import until

ROUNDS, EACH, LETTERS = 16, 25, 20_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P4.3."""
    with a_place() as place, post_office() as office:
        _queue(place)
        mail = {
            "LENDLIB_SMTP_URL": f"smtp+plain://127.0.0.1:{office.port}",
            "LENDLIB_MAIL_FROM": "depot@example.org",
            # Longer than a round: the worker does not give up within one.
            "LENDLIB_SEND_TIMEOUT": "30",
        }
        with served(place, **mail) as port:
            until(lambda: office.taken, "the worker has begun to send")
            counter = Counter(port, office)
            stalled, flowing = in_turns(ROUNDS, counter.while_stalled, counter.while_flowing)
            counter.close()
    if not min(counter.went_flowing) or max(counter.went_stalled) > 1 or len(office.taken) >= LETTERS:
        raise Unmeasured(f"letters went {counter.went_flowing}, and while mail stalled {counter.went_stalled}")
    went = sum(counter.went_flowing)
    told = f"p95 {1000 * stalled:.0f} ms stalled beside {1000 * flowing:.0f} ms while {went:,} letters went"
    yield Figure("P4.3", "counter-mail-stalled", stalled / flowing, "<=", 1.1, told)


class Counter(Load):
    """Browsers that lend, and the mail server that their worker sends to."""

    def __init__(self, port: int, office: PostOffice) -> None:
        super().__init__(port)
        self._office = office
        self.went_stalled: list[int] = []
        self.went_flowing: list[int] = []

    def while_stalled(self, number: int) -> float:
        """A round without mail."""
        return self._round(self.went_stalled, is_held=True)

    def while_flowing(self, number: int) -> float:
        """A round with mail."""
        return self._round(self.went_flowing, is_held=False)

    def _round(self, went: list[int], *, is_held: bool) -> float:
        """What nineteen of twenty check-outs do not exceed."""
        visits = [self._visit(basket) for basket in islice(self._baskets, CLIENTS * EACH)]
        self._office.hold(is_held)
        before = len(self._office.taken)
        if not is_held:
            until(lambda: len(self._office.taken) > before, "mail goes again")
        told = self._browsers.send([visits[browser::CLIENTS] for browser in range(CLIENTS)])
        went.append(len(self._office.taken) - before)
        if told["errors"] or len(told["took"]) != CLIENTS * EACH:
            raise Unmeasured(f"{told['errors']} errors, such as {told['wrong']}")
        return float(told["took"][len(told["took"]) * 95 // 100])


def _queue(place: Place) -> None:
    with place.engine() as engine, Session(engine) as session:
        begin_writing(session)
        queue_letters(session, LETTERS, 1, datetime.now(UTC))
        session.commit()
