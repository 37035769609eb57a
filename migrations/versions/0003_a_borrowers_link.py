"""a borrower's link."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_column, drop_column, in_words, set_nullable, set_words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHATS_BEFORE = (
    "lent", "returned", "found_here", "renewed", "lost", "found", "undone", "registered", "edited",
    "to_repair", "ready", "missing", "retired", "labelled", "label_ended", "contact_changed",
    "contact_erased", "day_closed", "day_opened", "policy_changed",
    "hours_changed", "moved_away", "moved_here", "imported", "category_changed", "categories_merged",
    "numbers_shown", "called", "contact_handed_over", "staff_invited", "staff_joined", "staff_disabled",
    "staff_enabled", "role_given", "role_taken", "sessions_ended", "password_link_made", "depot_made",
    "depot_changed", "depot_copied_to", "practice_ended",
)  # fmt: skip
WHATS_NEW = ("link_replaced",)
VERBS_BEFORE = (
    "check_out", "check_in", "found_here", "renew", "lose", "find", "undo", "returned_as", "visit",
    "register", "edit", "to_repair", "ready", "missing", "retire", "label", "close_day",
    "open_day", "hours", "policy", "edit_many", "move", "import", "category", "merge", "name_lines",
    "correct_contact", "erase_contact", "hand_over", "show_numbers", "mark_call", "late_check_out",
    "late_check_in", "copy_depot", "make_depot", "edit_depot", "depot_state", "start_afresh",
)  # fmt: skip
VERBS_NEW = ("replace_link",)

ONE_ACTOR = "CONSTRAINT ck_command_one_actor CHECK ((staff_id IS NULL) <> (borrower_checkout_id IS NULL))"


def upgrade() -> None:
    set_words("event", "what", WHATS_BEFORE + WHATS_NEW)
    set_words("command", "verb", VERBS_BEFORE + VERBS_NEW)
    set_nullable("command", "staff_id", nullable=True)
    add_column("command", sa.Column("borrower_checkout_id", BIG, nullable=True), ONE_ACTOR)
    at_once = sa.Column("may_forget_at_once", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    add_column("depot", at_once)


def downgrade() -> None:
    drop_column("depot", "may_forget_at_once")
    forget_new_rows()
    drop_column("command", "borrower_checkout_id", ONE_ACTOR)
    set_nullable("command", "staff_id", nullable=False)


def forget_new_rows() -> None:
    """Drop what the earlier version has no words for, and what borrowers did: it knows commands of staff alone."""
    if op.get_bind().dialect.name == "sqlite":
        guard = sa.text("SELECT sql FROM sqlite_schema WHERE name = 'event_never_deleted'")
        again = str(op.get_bind().execute(guard).scalar_one())
        op.execute("DROP TRIGGER event_never_deleted")
    else:
        again = "ALTER TABLE event ENABLE TRIGGER event_never_deleted"
        op.execute("ALTER TABLE event DISABLE TRIGGER event_never_deleted")
    op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS_NEW)})")
    op.execute(again)
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS_NEW)}) OR staff_id IS NULL")
    set_words("event", "what", WHATS_BEFORE)
    set_words("command", "verb", VERBS_BEFORE)
