"""P1.1: a check-out of five items, with its command, contact and events, beside raw sqlite3 writing the same rows."""

from collections.abc import Iterator

from bench.counters import baskets, own_counter, raw_counter
from bench.figures import Figure, Unmeasured, in_turns, per_second
from bench.ground import Place, a_place

ROUNDS, EACH = 15, 150
WRITTEN = ("checkout", "contact", "loan", "command", "event")


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.1."""
    with a_place() as ours, a_place() as theirs, own_counter(ours) as own, raw_counter(theirs) as raw:
        for_own, for_raw = baskets(), baskets()
        own_rate, raw_rate = in_turns(
            ROUNDS,
            lambda _: per_second(EACH, lambda: own.check_out(next(for_own))),
            lambda _: per_second(EACH, lambda: raw.check_out(next(for_raw))),
        )
        _compare(ours, theirs)
    told = f"{own_rate:,.0f}/s beside {raw_rate:,.0f}/s raw"
    yield Figure("P1.1", "check-out", own_rate / raw_rate, ">=", 0.35, told)


def _compare(ours: Place, theirs: Place) -> None:
    if _rows(ours) != _rows(theirs) or not _rows(ours)["loan"]:
        raise Unmeasured(f"both sides should have written the same rows: {_rows(ours)} and {_rows(theirs)}")


def _rows(place: Place) -> dict[str, int]:
    with place.engine() as engine, engine.connect() as connection:
        counted = {table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in WRITTEN}
    return {table: int(rows or 0) for table, rows in counted.items()}
