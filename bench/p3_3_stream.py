"""P3.3: the memory that a print of 10,000 labels takes beyond one of 100, as the pages begin it.

Each in a process of its own over a batch of that size: read from the database, drawn, written to the disk, with the
progress told. Measured for a sheet, and for a roll, where every label is a page.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured
from bench.ground import NOW, TODAY, Place, a_place, depot_of
from config import ROOT
from lendlib.db import begin_writing, db
from lendlib.models.labels import Label
from lendlib.operations import labels_printing
from lendlib.operations.acts import Act, Keys, new_key
from lendlib.operations.labels_batches import make_batch
from lendlib.operations.labels_printing import Manner
from lendlib.outside.label_sheets import Job
from lendlib.outside.label_sheets_kept import printed_file
from lendlib.rules.calendar import OpenDays
from lendlib.rules.label_sheets import SHEETS
from lendlib.rules.label_symbols import prefix_of
from lendlib.rules.label_words import LabelLine
from lendlib.web.labels_job import Task, work

FEW, MANY = 100, 10_000
KEYS = Keys(command=b"a key that only the measurements know", link=b"another key that they alone know")
LINES = (LabelLine.DEPOT, LabelLine.NUMBER)


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P3.3."""
    grown: dict[str, tuple[float, float]] = {}
    for key in ("L4731", "roll62"):
        with a_place() as place:
            with place.app().app_context():
                prints = [_begun(count, key) for count in (FEW, MANY)]
                db.engine.dispose()
            few, many = (_memory(place, print_id, key) for print_id in prints)
            grown[key] = (few, many)
    told = ", ".join(f"{key} {few:.1f} MB for {FEW}, {many:.1f} for {MANY:,}" for key, (few, many) in grown.items())
    yield Figure("P3.3", "labels-memory", max(many - few for few, many in grown.values()), "<=", 50, told)


def _begun(count: int, key: str) -> int:
    with Session(db.engine) as session:
        begin_writing(session)
        act = Act(session, depot_of(session), OpenDays({}, {}), 1, None, KEYS, new_key(), NOW, TODAY)
        batch_id = make_batch(act, count).result["batch"]
        ids = session.scalars(select(Label.id).where(Label.batch_id == batch_id)).all()
        act = Act(session, act.depot, act.open_days, 1, None, KEYS, new_key(), NOW, TODAY)
        print_id = labels_printing.print_labels(act, ids, Manner(key, lines=LINES), ["batch", batch_id]).result["print"]
        session.commit()
    return int(print_id)


def _memory(place: Place, print_id: int, key: str) -> float:
    """The most that a process held that does nothing but this print, in MB."""
    command = [sys.executable, "-m", "bench.p3_3_stream", str(place.folder), str(print_id), key]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _print_alone(folder: Path, print_id: int, key: str) -> None:
    place = Place(folder)
    with place.app().app_context():
        with Session(db.engine) as session:
            printing = labels_printing.find(session, 1, print_id)
        job = Job(SHEETS[key], prefix=prefix_of("https://lend.example.org"), line_count=len(LINES))
        work(Task(folder, 1, printing, job, "sv"))
        if not printed_file(folder, print_id).exists():
            raise Unmeasured("no file was written")
        db.engine.dispose()
    sys.stdout.write(f"{_most_held():.3f}")


def _most_held() -> float:
    """The peak of this process alone, in MB: the kernel's count of a child begins with what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="ignore")
    [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    _print_alone(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
