"""Two depots where something happened of every kind."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lendlib.models.contacts import ChildLine, PhoneMark
from lendlib.models.depots import CategoryPolicy
from lendlib.models.fault_reports import FaultReport
from lendlib.models.inventory import ColumnMapping, ItemChange, StockImport
from lendlib.models.labels import LabelBatch, LabelPrint, OwnSheet, Printer
from lendlib.models.photos import Photo
from lendlib.models.reminders import Attempt, KeptLetter, Notice, NoticeRule, NoticeText
from lendlib.models.statistics_earlier import EarlierCount, EarlierImport
from lendlib.models.visiting import DepotWords, Wanted
from lendlib.operations import conditions, days, renewing
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from tests import given
from tests.ground.looking import loan_of
from tests.models.world import World

MEASURES = ("columns", "rows", "label_width", "label_height", "left", "top", "pitch_x", "pitch_y")


@pytest.fixture
def world(session: Session, engine: Engine) -> World:
    here = given.a_counter(session)
    there = given.Counter(session, given.a_depot(session, "Granndepån"), here.staff_id)
    lent, ended, spare = here.item(code=new_code()), here.item(code="gammal-7"), here.item()
    visit = here.lends(lent)
    nameless = here.lends(ended, to=None)
    conditions.lose(here.act(), loan_of(session, ended).id)
    conditions.to_repair(here.act(), spare, "lagas")
    elsewhere = there.item(code="gammal-7")
    here.later(days=1)
    renewing.renew(here.act(), [loan_of(session, lent).id])
    days.close_day(here.act(), here.today)
    ids = {
        "here": here.depot.id,
        "there": there.depot.id,
        "staff": here.staff_id,
        "lent": lent,
        "spare": spare,
        "elsewhere": elsewhere,
        "visit": visit,
        "nameless": nameless,
        "open_loan": loan_of(session, lent).id,
        "lost_loan": loan_of(session, ended).id,
        "now": here.now.replace(tzinfo=None).isoformat(" "),
    }
    add_what_a_year_brings(here, ids)
    session.commit()
    return World(session, engine, ids)


def add_what_a_year_brings(here: given.Counter, ids: dict[str, Any]) -> None:
    """A row of each table that a depot fills besides lending."""
    at = {"depot_id": here.depot.id}
    here.session.add_all(
        [
            CategoryPolicy(**at, category_id=given.category_id(here.session, "football"), loan_days=7),
            ChildLine(**at, loan_id=ids["open_loan"], checkout_id=ids["visit"], words="Elsa"),
            PhoneMark(**at, checkout_id=ids["visit"], mark="called", staff_id=here.staff_id, made_at=here.now),
            ColumnMapping(**at, header_hash="0" * 64, columns="{}"),
            DepotWords(**at, language="sv", way_there="Gula dörren", donating=""),
            FaultReport(**at, item_id=ids["spare"], made_at=here.now),
            ItemChange(**at, command_id=1, item_id=ids["lent"], field="brand", was="Adidas"),
            Photo(**at, name="0" * 32, width=1, height=1, digest="0", made_at=here.now),
            LabelBatch(**at, number=1, size=2, staff_id=here.staff_id, made_at=here.now),
            LabelPrint(**at, staff_id=here.staff_id, asked="{}", total=2, made_at=here.now, moved_at=here.now),
            OwnSheet(**at, name="Egna", **dict.fromkeys(MEASURES, 1)),
            Printer(**at, name="Kontoret"),
            StockImport(**at, staff_id=here.staff_id, file_name="lager.csv", made_at=here.now),
            Wanted(**at, category_id=given.category_id(here.session, "football"), made_at=here.now),
        ]
    )
    here.session.flush()
    ids["football"] = given.category_id(here.session, "football")
    add_a_letter(here, ids)
    add_earlier_counts(here, ids)


def add_a_letter(here: given.Counter, ids: dict[str, Any]) -> None:
    """A row of each table that reminding fills."""
    at = {"depot_id": here.depot.id}
    notice = Notice(
        **at,
        checkout_id=ids["visit"],
        kind=NoticeKind.RECEIPT,
        occasion_on=here.today,
        channel="kept",
        queued_at=here.now,
        next_try_at=here.now,
    )
    here.session.add(notice)
    here.session.flush()
    words: dict[str, Any] = {"subject": "Ditt lån", "words": "Hej!"}
    own = {"kind": NoticeKind.LATE, "language": "sv", "form": TextForm.LONG, "changed_at": here.now}
    here.session.add_all(
        [
            Attempt(**at, notice_id=notice.id, began_at=here.now),
            KeptLetter(**at, notice_id=notice.id, checkout_id=ids["visit"], made_at=here.now, **words),
            NoticeRule(**at, kind=NoticeKind.THANKS, is_on=True, days=0),
            NoticeText(**at, **own, **words),
        ]
    )
    here.session.flush()


def add_earlier_counts(here: given.Counter, ids: dict[str, Any]) -> None:
    """A file of earlier counts: a month whole, another by category."""
    at = {"depot_id": here.depot.id}
    brought = EarlierImport(**at, staff_id=here.staff_id, file_name="gamla.csv", made_at=here.now, rows=2)
    here.session.add(brought)
    here.session.flush()
    ids["import"] = brought.id
    counts: dict[str, Any] = at | {"import_id": brought.id, "measure": "loans", "count": 7}
    here.session.add_all(
        [EarlierCount(**counts, month=202403), EarlierCount(**counts, month=202404, category_id=ids["football"])]
    )
    here.session.flush()
