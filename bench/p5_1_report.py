"""P5.1: the year's report by municipality, month and category of 290 depots over 1 million loans, through the app.

Beside a raw scan of its summary: a cursor of the driver that reads every row of the year in `loan_month`, and adds up
the same cells under the same names. On both databases.
"""

from collections.abc import Iterator

from sqlalchemy import Engine

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import a_place
from bench.months import add_months
from bench.reports import cells, on_both, report, scanned, timed
from tests.ground.postgresql import running_cluster

ROUNDS, LOANS = 9, 1_000_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.1 on each database."""
    with a_place() as place, running_cluster() as cluster:
        add_months(place, LOANS)
        with on_both(place, cluster) as engines:
            for name, engine in engines.items():
                yield _beside_scan(engine, name)


def _beside_scan(engine: Engine, name: str) -> Figure:
    here, raw = cells(engine), scanned(engine)
    if not here or here != raw:
        raise Unmeasured(f"the app's {len(here)} cells are not the {len(raw)} of the scan")
    app, scan = in_turns(ROUNDS, lambda _: timed(lambda: report(engine)), lambda _: timed(lambda: scanned(engine)))
    told = f"{app:.2f} s beside {scan:.2f} s, {len(here):,} cells of {LOANS:,} loans, {name}"
    return Figure("P5.1", f"report-{name}", app / scan, "<=", 2.5, told)
