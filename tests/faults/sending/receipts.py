"""Thousands of visits that are owed a receipt, written as rows: by the counter they would take a minute."""

from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import Notice
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from tests import given


def owe_receipts(session: Session, counter: given.Counter, count: int) -> dict[str, int]:
    """Let so many borrowers wait for a letter by mail; the notice of each address. The database holds no visit yet."""
    football, now, today = given.category_id(session, "football"), counter.now, counter.today
    numbers, here = range(1, count + 1), {"depot_id": counter.depot.id}
    thing = here | {"category_id": football, "size_text": "", "brand": "", "words": "fotboll"}
    visit = here | {"staff_id": counter.staff_id, "made_at": now, "made_on": today, "recorded_at": now}
    loan = here | {"category_id": football, "lent_at": now, "lent_on": today, "due_on": today + timedelta(days=14)}
    notice = here | {"kind": NoticeKind.RECEIPT, "occasion_on": today, "channel": "mail", "tries": 0}
    waiting = {"state": NoticeState.QUEUED, "queued_at": now, "next_try_at": now}
    month = {"lent_month": today.year * 100 + today.month}
    rows: dict[type, list[dict[str, object]]] = {
        Item: [thing | {"id": n, "made_at": now, "changed_at": now} for n in numbers],
        Checkout: [visit | {"id": n, "home_code": "0000", "kind": "unstated", "link_version": 1} for n in numbers],
        Contact: [{"checkout_id": n, "name": "Anna Åberg", "email": address(n), "language": "sv"} for n in numbers],
        Loan: [loan | month | {"id": n, "checkout_id": n, "item_id": n, "quantity": 1} for n in numbers],
        Notice: [notice | waiting | {"id": n, "checkout_id": n} for n in numbers],
    }
    for table, made in rows.items():
        session.connection().execute(insert(table), made)
    return {address(n): n for n in numbers}


def address(number: int) -> str:
    return f"b{number}@example.org"
