"""What has served its time is thrown away, and nothing else."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.history import Command
from lendlib.models.inventory import Item, ItemChange
from lendlib.models.staff import Guesses, OneTimeLink, Staff, StaffSession
from lendlib.operations.housekeeping import clear_out, tidy_file
from lendlib.rules.forgetting import Kept, usual_days

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sign_in(session: Session, name: str, ends_at: datetime, ended_at: datetime | None = None) -> int:
    row = {"staff_id": 1, "token_hash": name, "made_at": NOW - 60 * DAY, "ends_at": ends_at, "ended_at": ended_at}
    return session.execute(insert(StaffSession).values(row).returning(StaffSession.id)).scalar_one()


def command(session: Session, key: str, made_at: datetime, session_id: int | None = None) -> int:
    given = {"depot_id": 1, "staff_id": 1, "verb": "visit", "request_hash": "", "result": "{}"}
    row = given | {"key": key, "made_at": made_at, "session_id": session_id}
    return session.execute(insert(Command).values(row).returning(Command.id)).scalar_one()


def prepare(session: Session) -> None:
    session.add(Staff(id=1, email="a@example.org", name="A", password_hash="", made_at=NOW))
    session.add(Depot(id=1, slug="d", name="D", municipality_code="1780", made_at=NOW))
    session.flush()
    sign_in(session, "living", NOW + HOUR)
    sign_in(session, "past its end", NOW - HOUR)
    sign_in(session, "signed out", NOW + HOUR, ended_at=NOW - HOUR)
    named = sign_in(session, "past its end but named", NOW - DAY)
    old = sign_in(session, "named by an old command", NOW - 40 * DAY)
    young = command(session, "young enough", NOW - 30 * DAY, named)
    too_old = command(session, "too old by an hour", NOW - 30 * DAY - HOUR, old)
    session.add(Item(id=1, depot_id=1, category_id=1, words="", made_at=NOW, changed_at=NOW))
    session.flush()
    for number, was in ((young, "Puma"), (too_old, "Select")):
        session.add(ItemChange(depot_id=1, command_id=number, item_id=1, field="brand", was=was))
    for name, ends_at in (("good still", NOW + HOUR), ("too old", NOW)):
        session.add(OneTimeLink(purpose="invite", token_hash=name, made_at=NOW - DAY, ends_at=ends_at))
    for name, since_at in (("leaking", NOW - HOUR), ("leaked", NOW - DAY - HOUR)):
        session.add(Guesses(counted_by="account", key_hash=name, wrong=3, since_at=since_at))
    session.flush()


def test_what_has_been_kept_for_its_days_goes_and_a_second_time_finds_nothing(session: Session) -> None:
    prepare(session)
    found = {"commands": 1, "changes": 1, "sessions": 3, "links": 1, "guesses": 1}
    none = dict.fromkeys(("faults", "letters", "notices", "notes", "runs"), 0)
    assert clear_out(session, NOW, usual_days()) == found | none
    assert set(session.scalars(select(Command.key))) == {"young enough"}
    assert set(session.scalars(select(StaffSession.token_hash))) == {"living", "past its end but named"}
    assert set(session.scalars(select(OneTimeLink.token_hash))) == {"good still"}
    assert set(session.scalars(select(Guesses.key_hash))) == {"leaking"}
    assert set(session.scalars(select(ItemChange.was))) == {"Puma"}
    assert clear_out(session, NOW, usual_days()) == dict.fromkeys(found, 0) | none


def test_sign_ins_are_kept_for_as_long_as_the_rule_says(session: Session) -> None:
    prepare(session)
    assert clear_out(session, NOW, usual_days() | {Kept.SESSIONS: 1})[Kept.SESSIONS] == 1


def test_tidying_empties_the_write_ahead_log(session: Session, engine: Engine) -> None:
    prepare(session)
    session.commit()
    assert tidy_file(engine)
    if engine.dialect.name == "sqlite":
        with open(f"{engine.url.database}-wal", "rb") as log:
            assert log.read() == b""


def test_tidying_waits_a_moment_for_who_reads_and_leaves_the_rest_for_later(
    session: Session, engine: Engine, database: str
) -> None:
    if database != "sqlite":
        return
    prepare(session)
    session.commit()
    with Session(engine) as reader:
        reader.scalars(select(Command.key)).all()
        session.execute(update(Command).values(result="[]"))
        session.commit()
        assert not tidy_file(engine)
    assert tidy_file(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10_000
