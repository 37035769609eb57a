"""Migrations lead to the models' schema, and back, with rows, on both databases."""

from datetime import UTC, datetime

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing, db
from lendlib.models.depots import Depot, Municipality
from lendlib.operations import (
    conditions,
    fault_reports,
    forgetting_rules,
    forgetting_runs,
    history,
    jobs,
    labels_batches,
    links_acts,
    photos,
    renewing,
    statistics_earlier,
    visiting,
)
from lendlib.operations.reference import load_reference
from lendlib.rules.forgetting import Kept
from lendlib.rules.jobs import Run
from lendlib.rules.vocabulary import What
from tests import given
from tests.ground.described import described, normal
from tests.ground.fixed_tables import fixed_month
from tests.ground.referenced import referenced

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE_OPEN_TO_ALL = "0004"
BEFORE_JOBS = "0008"


def test_the_migrated_schema_is_the_models_own(engine: Engine, empty_app: Flask) -> None:
    with empty_app.app_context():
        Base.metadata.create_all(db.engine)
        wanted = described(db.engine)
    assert len(wanted) > 60
    assert described(engine) == wanted


def test_a_changed_check_or_where_is_noticed() -> None:
    table = "CREATE TABLE t (a INTEGER, CONSTRAINT ck CHECK (a > 0))"
    assert normal(table) == normal("CREATE TABLE t (\n\tCONSTRAINT ck CHECK (a > 0), a INTEGER )")
    assert normal(table) != normal(table.replace("a > 0", "a > 1"))
    index = "CREATE UNIQUE INDEX i ON t (a) WHERE a IS NULL"
    assert normal(index) != normal(index.replace(" WHERE a IS NULL", ""))


def fill(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        depot = Depot(slug="molkom", name="Molkom", municipality_code="1780", made_at=NOW)
        session.add(depot)
        session.flush()
        fixed_month(session, depot, 202610, {("1780", "private"): (7, 9), ("1715", "school"): (1, 2)})
        session.commit()


def fill_with_a_year(engine: Engine) -> None:
    """A loan and its events, and a fact that only the second version has a word for."""
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        session.commit()
        counter = given.a_counter(session)
        counter.lends(counter.item())
        history.tell(counter.act(), None, What.CALLED)
        session.commit()


def test_a_year_comes_and_goes_with_its_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0001")
        first = described(db.engine)
        upgrade()
        fill_with_a_year(db.engine)
        downgrade(revision="0001")
        assert described(db.engine) == first
        told = "SELECT what FROM event ORDER BY id"
        with db.engine.connect() as connection:
            assert connection.execute(text(told)).scalars().all() == ["registered", "lent"]
            assert connection.execute(text("SELECT count(*) FROM loan")).scalar_one() == 1
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT group_loan_days, lock_minutes FROM depot")).one() == (14, 10)
            assert connection.execute(text("SELECT joined_at = made_at FROM staff")).scalar_one()


def fill_with_a_borrower(engine: Engine) -> None:
    """A renewal by staff and one by the borrower, a new link, and a depot that forgets at once."""
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        session.commit()
        counter = given.a_counter(session, may_forget_at_once=True)
        visit = counter.lends(counter.item())
        loan_id = session.execute(text("SELECT id FROM loan")).scalar_one()
        counter.later(days=2)
        renewing.renew(counter.act(), [loan_id])
        counter.later(days=2)
        links_acts.renew_own(counter.as_borrower(visit), [loan_id])
        links_acts.replace_link(counter.act(), visit)
        session.commit()


def test_a_borrowers_acts_come_and_go_with_their_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0002")
        before = described(db.engine)
        upgrade()
        fill_with_a_borrower(db.engine)
        downgrade(revision="0002")
        assert described(db.engine) == before
        with db.engine.connect() as connection:
            verbs = connection.execute(text("SELECT verb FROM command ORDER BY id")).scalars().all()
            assert verbs == ["register", "check_out", "renew"]
            told = connection.execute(text("SELECT what, actor FROM event ORDER BY id")).all()
            assert told[-2:] == [("renewed", "staff"), ("renewed", "borrower")]
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT may_forget_at_once FROM depot")).scalar_one() in (False, 0)
def test_what_is_open_to_all_comes_and_goes_with_its_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision=BEFORE_OPEN_TO_ALL)
        first = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            counter = given.a_counter(session)
            told, kept = counter.item("tent"), counter.item()
            conditions.to_repair(counter.act(), kept, "Staff's own words")
            newest = fault_reports.report(session, told, "A stranger's words", NOW)
            fault_reports.report(session, kept, "Another's words", NOW)
            fault_reports.take_to_repair(counter.act(), told, newest)
            fault_reports.note_for_repair(counter.act(), kept, newest + 1)
            visiting.wish_for(counter.act(), given.category_id(session, "tent"), "4")
            session.commit()
        downgrade(revision=BEFORE_OPEN_TO_ALL)
        assert described(db.engine) == first
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM note")).scalar_one() == 3
        upgrade()


def test_photos_come_and_go_and_the_things_stay(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0003")
        before = described(db.engine)
        upgrade()
        fill_with_photos(db.engine)
        downgrade(revision="0003")
        assert described(db.engine) == before
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT what FROM event ORDER BY id")).scalars().all() == ["registered"]
            assert connection.execute(text("SELECT verb FROM command ORDER BY id")).scalars().all() == ["register"]
            assert connection.execute(text("SELECT retire_reason FROM item")).scalar_one() == "registered_twice"
        upgrade()


def fill_with_photos(engine: Engine) -> None:
    """A thing with a photo that left the stock for a reason that only the fourth version knows."""
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        session.commit()
        counter = given.a_counter(session)
        thing, name = counter.item(), "0" * 32
        photos.put_down(session, counter.depot.id, name, (4, 3), "digest", counter.now)
        photos.add(counter.act(), thing, name)
        session.execute(text("UPDATE item SET condition = 'retired', retire_reason = 'by_mistake'"))
        session.commit()


def test_up_down_and_up_again_with_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        first = described(db.engine)
        fill(db.engine)
        upgrade()
        with Session(db.engine) as session:
            assert session.scalar(select(func.count()).select_from(Municipality)) == 292
            assert session.scalar(select(Depot.name)) == "Molkom"
        downgrade(revision="base")
        left = [line for line in described(db.engine) if "sqlite_sequence" not in line]
        assert left == []
        upgrade()
        assert described(db.engine) == first
        fill(db.engine)


def test_labels_outlive_the_batch_they_came_from(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0005")
        second = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            counter = given.a_counter(session)
            labels_batches.make_batch(counter.act(), 3)
            session.commit()
        downgrade(revision="0005")
        assert described(db.engine) == second
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM label")).scalar_one() == 3
            assert connection.execute(text("SELECT count(*) FROM command")).scalar_one() == 0
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM label WHERE batch_id IS NULL")).scalar_one() == 3


def test_what_the_worker_did_comes_and_goes(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision=BEFORE_JOBS)
        before = described(db.engine)
        upgrade()
        with Session(db.engine) as session:
            begin_writing(session)
            jobs.write_down(session, Run("sending", NOW, NOW, NOW, failure_id="0badcafe"))
            session.commit()
        downgrade(revision=BEFORE_JOBS)
        assert described(db.engine) == before
        upgrade()


def test_rules_and_runs_come_and_go_and_no_samples_of_names_outlive_them(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0009")
        before = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            counter = given.a_counter(session)
            for _ in range(5):
                counter.lends(counter.item())
            forgetting_rules.change_rules(counter.act(), {Kept.NOTES: 100})
            forgetting_runs.write_down(session, {Kept.CONTACTS: 3}, NOW)
            session.commit()
        assert samples(db.engine) == 0
        downgrade(revision="0009")
        assert described(db.engine) == before
        assert (samples(db.engine) > 0) == (db.engine.dialect.name == "postgresql")
        upgrade()
        assert samples(db.engine) == 0
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM retention_rule")).scalar_one() == 0
            assert connection.execute(text("SELECT count(*) FROM contact")).scalar_one() == 5


def samples(engine: Engine) -> int:
    """Of how many columns with words of persons PostgreSQL keeps samples, after it took some."""
    if engine.dialect.name == "sqlite":
        return 0
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE contact"))
        words = "attname IN ('name', 'phone', 'email', 'group_name')"
        query = text(f"SELECT count(*) FROM pg_stats WHERE tablename = 'contact' AND {words}")
        return int(connection.execute(query).scalar_one())


def test_a_change_of_a_due_date_is_told_its_depots_day(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0010")
        before = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            counter = given.a_counter(session)
            counter.lends(counter.item())
            # After midnight in Sweden, before it in UTC.
            counter.now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
            renewing.renew(counter.act(), [1])
            statistics_earlier.bring(counter.act(), "gamla.csv", [(1, ["month", "loans"]), (2, ["2024", "7"])], "sv")
            session.commit()
        downgrade(revision="0010")
        assert described(db.engine) == before
        upgrade()
        with db.engine.connect() as connection:
            (made_on,) = connection.execute(text("SELECT made_on FROM due_change")).scalars()
            # Counts of earlier years go with their tables, and so does the command that brought them.
            assert connection.execute(text("SELECT count(*) FROM earlier_count")).scalar_one() == 0
            assert connection.execute(text("SELECT count(*) FROM command WHERE verb LIKE 'earlier%'")).scalar_one() == 0
    assert str(made_on) == "2026-11-26"
