"""P1.2 and P1.3: lending five items over HTTP, eight browsers at once, beside raw rows; and how even the waits are.

What is timed is the press of "Lend out" up to its 303. The receipt that a browser opens next is not.
"""

from collections.abc import Iterator
from itertools import count, islice
from statistics import median

from bench.counters import BASKET, baskets, raw_counter
from bench.figures import Figure, Unmeasured, in_turns, per_second
from bench.ground import a_place
from bench.served import Browsers, served, sign_in

ROUNDS, CLIENTS, EACH, RAW_EACH = 24, 8, 50, 400


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.2 and P1.3."""
    with a_place() as ours, a_place() as theirs, served(ours) as port, raw_counter(theirs) as raw:
        load = Load(port)
        for_raw = baskets()
        http_rate, raw_rate = in_turns(
            ROUNDS, load.rate, lambda _: per_second(RAW_EACH, lambda: raw.check_out(next(for_raw)))
        )
        load.close()
        with ours.engine() as engine, engine.connect() as connection:
            lent = connection.exec_driver_sql("SELECT count(*) FROM loan").scalar()
    if lent != load.acknowledged * BASKET or not lent:
        raise Unmeasured(f"{load.acknowledged} check-outs were acknowledged, and {lent} loans are there")
    told = f"{http_rate:,.0f}/s beside {raw_rate:,.0f}/s raw, {load.acknowledged:,} acknowledged, 0 errors"
    yield Figure("P1.2", "http-checkout", http_rate / raw_rate, ">=", 0.20, told)
    p50, p99 = median(load.p50), median(load.p99)
    told = f"p99 {1000 * p99:.0f} ms beside p50 {1000 * p50:.0f} ms, medians of {ROUNDS} rounds; slowest of all"
    yield Figure("P1.3", "http-evenness", p99 / p50, "<=", 3, f"{told} {1000 * load.slowest:.0f} ms")


class Load:
    """Eight browsers at a counter."""

    def __init__(self, port: int) -> None:
        self._browsers = Browsers(port, [sign_in(port) for _ in range(CLIENTS)])
        self._baskets = baskets()
        self._numbers = count(1)
        self.acknowledged = 0
        self.p50: list[float] = []
        self.p99: list[float] = []
        self.slowest = 0.0

    def rate(self, number: int) -> float:
        """One round: check-outs a second."""
        visits = [self._visit(basket) for basket in islice(self._baskets, CLIENTS * EACH)]
        told = self._browsers.send([visits[browser::CLIENTS] for browser in range(CLIENTS)])
        if told["errors"] or len(told["took"]) != CLIENTS * EACH:
            raise Unmeasured(f"{told['errors']} errors, such as {told['wrong']}")
        self.acknowledged += len(told["took"])
        if number:
            self.p50.append(told["took"][len(told["took"]) // 2])
            self.p99.append(told["took"][len(told["took"]) * 99 // 100])
            self.slowest = max(self.slowest, told["took"][-1])
        return len(told["took"]) / float(told["seconds"])

    def close(self) -> None:
        """Shut the browsers."""
        self._browsers.close()

    def _visit(self, basket: list[int]) -> dict[str, list[str]]:
        number = next(self._numbers)
        return {
            "command_key": [f"press-number-{number:08}"],
            "item": [str(item) for item in basket],
            "name": [f"Anna Åberg {number}"],
            "reach": [f"070-174 06 {5 + number % 95:02}"],
            "scan": [""],
            "do": ["lend"],
        }
