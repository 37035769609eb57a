"""The numbered invariants: what always holds of the rows, and what in the database holds it.

`held_by` names constraints, indexes and triggers, the same on SQLite and PostgreSQL; "NOT NULL table.column" and
"ids of table" stand for what has no name there. tests/models/test_invariants.py tries to break each, with and without.
"""

from typing import NamedTuple


class Invariant(NamedTuple):
    """A sentence that is always true, and the names of what holds it."""

    sentence: str
    held_by: tuple[str, ...]


OF_ONE_DEPOT = (
    "attempt",
    "category_policy",
    "checkout",
    "child_line",
    "column_mapping",
    "command",
    "dated_exception",
    "depot_words",
    "due_change",
    "earlier_count",
    "earlier_import",
    "event",
    "fault_report",
    "item",
    "item_change",
    "item_stay",
    "kept_letter",
    "label",
    "label_batch",
    "label_print",
    "loan",
    "note",
    "notice",
    "notice_rule",
    "notice_text",
    "opening_hours",
    "own_sheet",
    "phone_mark",
    "photo",
    "printer",
    "stock_import",
    "wanted",
)

INVARIANTS = {
    1: Invariant(
        "A home is one of the 290 municipalities, not stated, or abroad; never missing.",
        ("fk_checkout_home_code", "fk_depot_municipality_code", "NOT NULL checkout.home_code"),
    ),
    2: Invariant(
        "A role fills exactly the one column that its scope names.",
        ("ck_staff_role_scope_names_its_column",),
    ),
    3: Invariant("An item is never deleted.", ("item_never_deleted",)),
    4: Invariant("An item has one open stay.", ("uq_item_stay_open",)),
    5: Invariant(
        "An own code is unique everywhere, a foreign code within its depot.",
        ("uq_label_own_code", "uq_label_foreign_code"),
    ),
    6: Invariant("An item is out on one open loan at most.", ("uq_loan_open_item",)),
    7: Invariant("A loan has all of closed_at, closed_on and outcome, or none.", ("ck_loan_closed_whole",)),
    8: Invariant("A loan has found_on only when it was lost.", ("ck_loan_found_only_when_lost",)),
    9: Invariant("A loan's depot is that of its visit.", ("fk_loan_checkout_id_depot_id",)),
    10: Invariant("An id is never used again.", ("ids of checkout", "ids of contact", "ids of loan")),
    11: Invariant(
        "What is known of a borrower is one row for each visit, and gone with it.", ("uq_contact_checkout_id",)
    ),
    12: Invariant(
        "A visit has one notice of a kind, an occasion and a channel.",
        ("uq_notice_checkout_id_kind_occasion_on_channel",),
    ),
    13: Invariant(
        "A key stands for one command of a depot, of one of its staff or of a visit's borrower.",
        ("uq_command_depot_id_key", "ck_command_one_actor"),
    ),
    14: Invariant(
        "An event is never changed or deleted, and names its actor.",
        ("event_never_updated", "event_never_deleted", "ck_event_actor_names_its_column"),
    ),
    15: Invariant("A loan's lent_month is the month of its lent_on.", ("ck_loan_lent_month",)),
    16: Invariant(
        "A row that belongs to a depot names it.", tuple(f"NOT NULL {table}.depot_id" for table in OF_ONE_DEPOT)
    ),
    17: Invariant("A photo has a name of its own.", ("uq_photo_name",)),
    18: Invariant(
        "A number stands for one batch of a depot, and a place in it for one label.",
        ("uq_label_batch_depot_id_number", "uq_label_batch_place", "ck_label_batch_with_place"),
    ),
    19: Invariant("A night has one backup, under way or made.", ("uq_backup_run_night",)),
    20: Invariant(
        "A hidden cell holds no number, and one or two are never shown.",
        ("ck_fixed_cell_hidden_whole", "ck_fixed_cell_visits_not_small", "ck_fixed_cell_people_not_small"),
    ),
    21: Invariant(
        "An issued report is never changed or deleted.",
        ("issued_report_never_updated", "issued_report_never_deleted"),
    ),
    22: Invariant(
        "Of a depot's month or year, one count of a figure and category was brought along.",
        ("uq_earlier_count_whole", "uq_earlier_count_category"),
    ),
}
