"""Restoring a backup: tried whole aside, settled so that nothing is sent or seen twice, then swapped in."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Config, WrongSetting
from lendlib.db import begin_writing, db
from lendlib.operations.backups import Settled, settle
from lendlib.operations.forgetting import forget_due
from lendlib.operations.housekeeping import tidy_file
from lendlib.outside.backups import database_of
from lendlib.outside.backups_archive import KEYS, BrokenArchive, Manifest, unpack
from lendlib.outside.backups_begun import RESTORING, begun_in, clear_left
from lendlib.outside.backups_embedded import Embedded
from lendlib.outside.backups_examined import Examined, NotSound
from lendlib.outside.backups_refused import InUse, NoPrograms, NotRestored
from lendlib.outside.backups_server import MayNotMakeDatabases, Server
from lendlib.outside.backups_swap import BEFORE, Swap, cut_off
from lendlib.presence import LOCK, alone_at
from lendlib.schema import app_over, bring_up, knows_schema, newest_schema

# Files of work under way, by numbers that the restored database gives anew.
PASSING_FOLDERS = ("imports", "prints")
SHORTEST_KEY = 32
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Restored:
    """What was done: what the backup said of itself, rows that were left behind, persons that were erased at once, and
    where what stood before is kept."""

    manifest: Manifest
    settled: Settled
    erased: int
    before: tuple[str, ...]


def look_into(config: Config, file: Path) -> Manifest:
    """Whether a file is a backup that could be put back here, without changing anything. Raises NotRestored."""
    with _told(file), begun_in(config.instance, RESTORING) as folder:
        return _unpacked(config, file, folder, only=())


def restore(config: Config, file: Path, now: datetime) -> Restored:
    """Put a backup in the place of what stands here. Raises NotRestored, and then nothing was changed."""
    database = database_of(config)
    with ExitStack() as stack:
        stack.enter_context(_told(file))
        stack.enter_context(alone_at(config.instance))
        _finish(config)
        folder = stack.enter_context(begun_in(config.instance, RESTORING))
        manifest = _unpacked(config, file, folder)
        copy = folder / manifest.database_name
        if isinstance(database, Server):
            database.refuse_older_than(manifest.server)
        url = stack.enter_context(database.standing_aside(copy))
        seen = database.examine_at(url)
        if seen != Examined(manifest.schema, manifest.counts):
            raise BrokenArchive("its database holds other rows than its list says")
        settled, erased = _make_usable(replace(config, database_url=url), now)
        swap, stamp = Swap(config.instance), _stamp(config, now)
        stack.enter_context(database.swapping(swap, stamp))
        _swap_files(swap, config.instance, folder, stamp)
        _give_to_owner(config.instance, folder.rglob("*"))
        swap.perform(database.rename if isinstance(database, Server) else None)
        # It is done by now: a file that can't be given away is no reason to say that nothing was changed.
        with suppress(OSError):
            _give_to_owner(config.instance, (*_locks(config, database), *swap.made))
    return Restored(manifest, settled, erased, swap.kept)


def finish_cut_off(config: Config) -> bool:
    """Finish a swap that was cut off in the middle; whether there was one. Raises WrongSetting while it goes on."""
    if cut_off(config.instance) is None:
        return False
    try:
        with alone_at(config.instance):
            _finish(config)
    except NotRestored as problem:
        raise WrongSetting(f"A restore was cut off in {config.instance} and can't be finished. {problem}") from None
    except OSError as problem:
        raise WrongSetting(
            f"A restore was cut off in {config.instance} and can't be finished: {problem.filename}"
            f" ({problem.strerror}). Mend that and start again: what is missing is done then."
        ) from None
    return True


def _finish(config: Config) -> None:
    swap, database = cut_off(config.instance), database_of(config)
    if swap is not None:
        swap.finish(database.rename if isinstance(database, Server) else None)
    clear_left(config.instance, datetime.now(UTC))


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except (BrokenArchive, NotSound) as problem:
        raise NotRestored(f"{file} can't be restored: {problem}. Nothing was changed.") from None
    except FileNotFoundError as problem:
        raise NotRestored(f"{problem.filename or file} is not there. Nothing was changed.") from None
    except OSError as problem:
        raise NotRestored(f"{file} was not restored: {problem.strerror}. Nothing was changed.") from None
    except (NoPrograms, CommandError, MayNotMakeDatabases) as problem:
        raise NotRestored(f"{file} was not restored: {problem}. Nothing was changed.") from None
    except SQLAlchemyError as problem:
        said = str(getattr(problem, "orig", None) or problem).splitlines()[0]
        raise NotRestored(f"{file} was not restored: {said}. Nothing was changed.") from None


def _unpacked(config: Config, file: Path, folder: Path, only: tuple[str, ...] | None = None) -> Manifest:
    manifest = unpack(file, folder, only=only)
    kind = "sqlite" if config.is_sqlite else "postgresql"
    if manifest.database != kind:
        raise BrokenArchive(
            f"it is a backup of {NAMES[manifest.database]}, and here lendlib runs on {NAMES[kind]};"
            " LENDLIB_DATABASE_URL names the database"
        )
    if not knows_schema(manifest.schema):
        raise BrokenArchive(
            f"a newer lendlib made it (its schema is {manifest.schema}, this one knows up to {newest_schema()});"
            " bring lendlib up to date first"
        )
    if only is None:
        for name in KEYS:
            if len((folder / name).read_text(encoding="utf-8", errors="replace").strip()) < SHORTEST_KEY:
                raise BrokenArchive(f"{name} in it is no whole secret")
    return manifest


def _make_usable(config: Config, now: datetime) -> tuple[Settled, int]:
    """In the database aside: the newest schema, nothing under way, nobody kept whose time is over."""
    app, erased = app_over(config), 0
    bring_up(app)
    with app.app_context(), Session(db.engine) as session:
        begin_writing(session)
        settled = settle(session, now)
        session.commit()
        while True:
            begin_writing(session)
            gone = forget_due(session, now)
            session.commit()
            if not gone:
                break
            erased += gone
        session.close()
        tidy_file(db.engine)
        db.engine.dispose()
    return settled, erased


def _stamp(config: Config, now: datetime) -> str:
    stamp = now.astimezone().strftime("%Y%m%d-%H%M%S")
    if (config.instance / f"{BEFORE}{stamp}").exists():
        raise InUse("There was a restore in this very second.")
    return stamp


def _locks(config: Config, database: Embedded | Server) -> tuple[Path, ...]:
    return (config.instance / LOCK, *(database.locks if isinstance(database, Embedded) else ()))


def _give_to_owner(instance: Path, paths: Iterable[Path]) -> None:
    """Where root restores for another user, that user owns what is new; never what a link of that user points to."""
    owner = instance.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for path in paths:
        if os.path.lexists(path) and path.lstat().st_uid == 0:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _swap_files(swap: Swap, instance: Path, folder: Path, stamp: str) -> None:
    before = instance / f"{BEFORE}{stamp}"
    (folder / "photos").mkdir(mode=0o700, exist_ok=True)
    for name in (*PASSING_FOLDERS, "photos"):
        swap.move_aside(instance / name, before)
    swap.put(folder / "photos", instance / "photos")
    for name in KEYS:
        swap.replace(folder / name, instance / name, before)
