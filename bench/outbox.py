"""Letters that wait: visits with a contact, and a notice of each of many days, written as rows."""

from datetime import datetime, timedelta

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.ground import NOW
from lendlib.models.contacts import Contact
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import Notice
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState

# Far above what counters make while something is measured.
FIRST = 5_000_000


def queue_letters(session: Session, visits: int, each: int, now: datetime = NOW) -> None:
    """Queue letters by mail: visits of today, and for each so many occasions. Into a fresh copy of the ground, once."""
    item = session.execute(text("SELECT depot_id, category_id FROM item ORDER BY id LIMIT 1")).one()
    staff_id = session.execute(text("SELECT min(id) FROM staff")).scalar_one()
    here, numbers = {"depot_id": item.depot_id}, range(FIRST, FIRST + visits)
    day = now.date()
    visit = here | {"staff_id": staff_id, "made_at": now, "made_on": day, "recorded_at": now, "home_code": "0000"}
    loan = here | {"category_id": item.category_id, "lent_at": now, "lent_on": day, "due_on": day + timedelta(14)}
    thing = here | {"category_id": item.category_id, "size_text": "", "brand": "", "words": "sak", "made_at": now}
    month = {"lent_month": day.year * 100 + day.month, "quantity": 1}
    notice = here | {"kind": NoticeKind.RECEIPT, "channel": "mail", "state": NoticeState.QUEUED, "tries": 0}
    rows: dict[type, list[dict[str, object]]] = {
        Item: [thing | {"id": n, "changed_at": now} for n in numbers],
        Checkout: [visit | {"id": n, "kind": "unstated", "link_version": 1} for n in numbers],
        Contact: [{"checkout_id": n, "name": "Anna", "email": f"b{n}@example.org", "language": "sv"} for n in numbers],
        Loan: [loan | month | {"id": n, "checkout_id": n, "item_id": n} for n in numbers],
        Notice: [
            notice | {"checkout_id": n, "occasion_on": day + timedelta(days), "queued_at": now, "next_try_at": now}
            for days in range(each)
            for n in numbers
        ],
    }
    for table, made in rows.items():
        session.connection().execute(insert(table), made)
