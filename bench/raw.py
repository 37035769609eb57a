"""The baseline of a check-out: the same rows by sqlite3 alone, one by one, into the same tables under the same keys."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from lendlib.db import PRAGMAS

AT, TODAY, DUE, MONTH = "2026-11-23 11:00:00.000000", "2026-11-23", "2026-12-07", 202611
CHECKOUT = (
    "INSERT INTO checkout (depot_id, staff_id, made_at, made_on, recorded_at, home_code, kind, link_version, link_hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CONTACT = "INSERT INTO contact (checkout_id, name, phone, email, language) VALUES (?, ?, ?, ?, ?)"
LOAN = (
    "INSERT INTO loan (depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on, lent_month, due_on)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
COMMAND = (
    "INSERT INTO command (depot_id, key, verb, request_hash, result, staff_id, session_id, undoes_id, made_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
EVENT = (
    "INSERT INTO event (depot_id, at, what, actor, staff_id, item_id, loan_id, command_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class RawCounter:
    """One connection with the app's own pragmas, that writes what a check-out writes. It asks and checks nothing."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._categories = dict(self._connection.execute("SELECT id, category_id FROM item"))

    def check_out(self, item_ids: Sequence[int]) -> None:
        """Write one visit with these items, durably."""
        run = self._connection.execute
        digest = hashlib.sha256(str(item_ids[0]).encode()).hexdigest()
        run("BEGIN IMMEDIATE")
        visit = run(CHECKOUT, (1, 1, AT, TODAY, AT, "0000", "unstated", 1, digest)).lastrowid
        run(CONTACT, (visit, "Anna Åberg", "+46701740605", None, "sv"))
        loans = [
            run(LOAN, (1, visit, item, self._categories[item], 1, AT, TODAY, MONTH, DUE)).lastrowid for item in item_ids
        ]
        result = f'{{"checkout": {visit}}}'
        command = run(COMMAND, (1, digest[:22], "check_out", digest, result, 1, None, None, AT)).lastrowid
        for item, loan in zip(item_ids, loans, strict=True):
            run(EVENT, (1, AT, "lent", "staff", 1, item, loan, command))
        run("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
