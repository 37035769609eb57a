"""P4.2: letters claimed from the outbox, a hundred at a time beside one at a time, each claim durable, on SQLite.

And on PostgreSQL two workers beside one, each a process that claims, and marks what it claimed as sent, until nothing
is left; no letter is ever claimed by both.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, update
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns, per_second
from bench.ground import NOW, SECRET, a_place, furnish
from bench.outbox import queue_letters
from config import ROOT, Config
from lendlib import create_app
from lendlib.db import begin_writing, db, make_engine_options
from lendlib.models.reminders import Notice
from lendlib.operations import reminders_outbox as outbox
from lendlib.operations.reference import load_reference
from lendlib.rules.vocabulary_reminders import NoticeState
from tests.ground.postgresql import Cluster, running_cluster

ROUNDS, MANY, BATCHES, SINGLES = 12, 100, 8, 60
SHARE, PG_LETTERS, PG_ROUNDS = 10, 6_000, 8
CHANNELS = ["mail"]


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P4.2, on both databases."""
    with a_place() as place, place.engine() as engine:
        with Session(engine) as session:
            begin_writing(session)
            queue_letters(session, 400, 60)
            session.commit()
        many, single = in_turns(ROUNDS, lambda _: _claims(engine, MANY, BATCHES), lambda _: _claims(engine, 1, SINGLES))
    told = f"{many:,.0f}/s by {MANY} beside {single:,.0f}/s one by one"
    yield Figure("P4.2", "outbox-batch", many / single, ">=", 30, told)
    with running_cluster() as cluster, TemporaryDirectory(prefix="lendlib-bench-") as folder:
        _fill_template(cluster, Path(folder))
        twice: list[int] = []
        two, one = in_turns(
            PG_ROUNDS, lambda _: _workers(cluster, 2, twice), lambda _: _workers(cluster, 1, twice)
        )
    told = f"{two:,.0f}/s by 2 beside {one:,.0f}/s by 1, claims of {SHARE}"
    yield Figure("P4.2", "outbox-workers", two / one, ">=", 1.25, told)
    yield Figure("P4.2", "outbox-doubles", sum(twice), "==", 0, f"of {PG_LETTERS:,} letters, {len(twice)} times over")


def _claims(engine: Engine, most: int, times: int) -> float:
    """Letters claimed a second; what was claimed is out of the way before the clock runs again."""
    taken: list[int] = []

    def claim() -> None:
        with Session(engine) as session:
            begin_writing(session)
            taken.extend(claim.notice_id for claim in outbox.claim(session, CHANNELS, NOW, most=most))
            session.commit()

    rate = per_second(times, claim) * most
    if len(taken) != most * times:
        raise Unmeasured(f"{len(taken)} letters were claimed, not {most * times}")
    with Session(engine) as session:
        begin_writing(session)
        _mark_sent(session, taken)
        session.commit()
    return rate


def _mark_sent(session: Session, ids: list[int]) -> None:
    session.connection().execute(
        update(Notice)
        .where(Notice.id.in_(ids))
        .values(state=NoticeState.SENT, ended_at=NOW, claim=None, claimed_until=None)
    )


def _fill_template(cluster: Cluster, folder: Path) -> None:
    app = create_app(Config(instance=folder, secret_key=SECRET, database_url=cluster.make("letters")))
    with app.app_context():
        upgrade()
        with Session(db.engine) as session:
            load_reference(session)
            furnish(session)
            queue_letters(session, PG_LETTERS, 1)
            session.commit()
        db.engine.dispose()


def _workers(cluster: Cluster, count: int, twice: list[int]) -> float:
    """Letters a second by so many workers over a fresh copy, from the first claim to the last."""
    url = cluster.make("round", "letters")
    command = [sys.executable, "-m", "bench.p4_2_outbox", url]
    workers = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    lines = []
    for worker in workers:
        assert worker.stdout is not None
        lines.append(worker.stdout.readline())
    # Both have loaded all that they need, and begin at once.
    told = _together(workers)
    cluster.drop("round")
    begins, ends, claimed = [], [], []
    for text in told:
        begun, ended, *ids = text.split()
        begins.append(float(begun))
        ends.append(float(ended))
        claimed.append([int(number) for number in ids])
    everything = list(chain.from_iterable(claimed))
    if len(set(everything)) != PG_LETTERS or set(lines) != {"ready\n"}:
        raise Unmeasured(f"{len(set(everything))} of {PG_LETTERS} letters were claimed")
    twice.append(len(everything) - len(set(everything)))
    return PG_LETTERS / (max(ends) - min(begins))


def _together(workers: list[subprocess.Popen[str]]) -> list[str]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate()[0] for worker in workers]


def _work(url: str) -> None:
    """One worker: says when it began and ended, by the clock that all processes share, and what it claimed."""
    engine = create_engine(url, **make_engine_options(False))
    with Session(engine) as session:
        outbox.claim(session, ["nothing"], NOW, most=1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    taken: list[int] = []
    begun = time.monotonic()
    while True:
        with Session(engine) as session:
            ids = [claim.notice_id for claim in outbox.claim(session, CHANNELS, NOW, most=SHARE)]
            session.commit()
            _mark_sent(session, ids)
            session.commit()
        if not ids:
            break
        taken += ids
    sys.stdout.write(" ".join(map(str, [begun, time.monotonic(), *taken])))
    engine.dispose()


if __name__ == "__main__":
    _work(sys.argv[1])
