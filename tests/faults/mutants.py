"""Twenty small faults planted one by one in a copy of the tree: the suite must notice at least nineteen.

Each fault is a place in a file, what stands there, and what stands there instead, and the tests that it concerns.
"""

from pathlib import Path
from typing import NamedTuple

OPERATIONS = "lendlib/operations"
LENDING = "tests/operations/test_lending.py"
BASKET = "tests/operations/test_basket.py"
UNDOING = "tests/operations/test_undoing.py"
RETURNING = "tests/operations/test_returning.py"
RENEWING = "tests/operations/test_renewing.py"
DAYS = "tests/operations/test_days.py"
MEETING = "tests/faults/test_interleaving.py"
RETRIES = "tests/faults/test_retries.py"
INVARIANTS = "tests/models/test_invariants.py"


class Fault(NamedTuple):
    """One planted fault."""

    name: str
    file: str
    was: str
    becomes: str
    tests: str


FAULTS = (
    Fault(
        "a lent thing may be lent",
        f"{OPERATIONS}/basket.py",
        "if row.loan_id is not None",
        "if row.loan_id == -1",
        LENDING,
    ),
    Fault(
        "in repair may be lent",
        f"{OPERATIONS}/basket.py",
        "if row.condition != Condition.READY",
        "if not row.condition",
        BASKET,
    ),
    Fault(
        "an old inspection counts",
        f"{OPERATIONS}/basket.py",
        "timedelta(inspection_days)",
        "timedelta(9 * inspection_days)",
        BASKET,
    ),
    Fault(
        "another depot's things are lent",
        f"{OPERATIONS}/basket.py",
        "if row.depot_id == act.depot.id",
        "if row.depot_id",
        LENDING,
    ),
    Fault(
        "yesterday's visit is joined",
        f"{OPERATIONS}/lending.py",
        "row[0] != act.today or",
        "False or",
        BASKET,
    ),
    Fault(
        "a visit is emptied unlocked",
        f"{OPERATIONS}/undoing.py",
        "    lock_visit(act, checkout_id)\n",
        "",
        MEETING,
    ),
    Fault(
        "the contact outlives the undo",
        f"{OPERATIONS}/undoing.py",
        "contacts.erase(act.session, [checkout_id])",
        "pass",
        UNDOING,
    ),
    Fault(
        "an extra opening survives its closing",
        f"{OPERATIONS}/days.py",
        "DatedException.day_on.in_(days))\n",
        "DatedException.day_on.not_in(days))\n",
        DAYS,
    ),
    Fault(
        "an open loan is found",
        "migrations/versions/0001_a_depot_that_lends.py",
        "(outcome IS NOT NULL AND outcome = 'lost')",
        "outcome = 'lost'",
        INVARIANTS,
    ),
    Fault(
        "two undo one act",
        f"{OPERATIONS}/undoing.py",
        "        .with_for_update()\n",
        "",
        MEETING,
    ),
    Fault(
        "undo a day too long",
        "lendlib/rules/calendar.py",
        "next_open_day(done_on + timedelta(days=1)",
        "next_open_day(done_on + timedelta(days=2)",
        UNDOING,
    ),
    Fault(
        "a later act is overlooked",
        f"{OPERATIONS}/undoing.py",
        "    if later:\n",
        "    if later and later.what == What.LENT:\n",
        UNDOING,
    ),
    Fault(
        "a return keeps no place",
        f"{OPERATIONS}/returning.py",
        "act.depot.id if came else None",
        "None",
        RETURNING,
    ),
    Fault(
        "anybody's loan is taken back unasked",
        f"{OPERATIONS}/returning.py",
        "and not is_for_other_depot",
        "and is_for_other_depot",
        RETURNING,
    ),
    Fault(
        "renewed once too often",
        f"{OPERATIONS}/renewing.py",
        "loan.times >= renewals_of_loan",
        "loan.times > renewals_of_loan",
        RENEWING,
    ),
    Fault(
        "undone renewals count",
        f"{OPERATIONS}/renewing.py",
        ", DueChange.undone_at.is_(None)",
        "",
        RENEWING,
    ),
    Fault(
        "returned things move with a closing",
        f"{OPERATIONS}/days_moved.py",
        "return Loan.depot_id == act.depot.id, Loan.closed_at.is_(None)",
        "return Loan.depot_id == act.depot.id, Loan.id > 0",
        DAYS,
    ),
    Fault(
        "a key is forgotten",
        f"{OPERATIONS}/commands.py",
        "    if earlier:\n",
        "    if earlier and verb != Verb.CHECK_OUT:\n",
        RETRIES,
    ),
    Fault(
        "another request under the key",
        f"{OPERATIONS}/commands.py",
        " or row.request_hash != request_hash",
        "",
        RETRIES,
    ),
    Fault(
        "due on a closed day",
        "lendlib/rules/calendar.py",
        "return next_open_day(lent_on + _loan_span(loan_days), open_days)",
        "return lent_on + _loan_span(loan_days)",
        LENDING,
    ),
)

CARRIED = ("lendlib", "tests", "migrations", "templates", "static", "config.py", "wsgi.py", "pyproject.toml")


def plant(tree: Path, fault: Fault) -> None:
    """Put the fault in; fails when the place is not there, or more than once."""
    path = tree / fault.file
    source = path.read_text(encoding="utf-8")
    assert source.count(fault.was) == 1, f"{fault.name}: {source.count(fault.was)} places in {fault.file}"
    path.write_text(source.replace(fault.was, fault.becomes), encoding="utf-8")


def repair(tree: Path, fault: Fault, whole: Path) -> None:
    """Put back what stood there."""
    (tree / fault.file).write_bytes((whole / fault.file).read_bytes())
