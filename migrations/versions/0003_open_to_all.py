"""open to all."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import in_words, set_words

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
WHATS_NEW = ("fault_noted", "fault_dismissed")
VERBS_BEFORE = (
    "check_out", "check_in", "found_here", "renew", "lose", "find", "undo", "returned_as", "visit",
    "register", "edit", "to_repair", "ready", "missing", "retire", "label", "close_day",
    "open_day", "hours", "policy", "edit_many", "move", "import", "category", "merge", "name_lines",
    "correct_contact", "erase_contact", "hand_over", "show_numbers", "mark_call", "late_check_out",
    "late_check_in", "copy_depot", "make_depot", "edit_depot", "depot_state", "start_afresh",
)  # fmt: skip
VERBS_NEW = ("end_fault",)
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    set_words("event", "what", WHATS_BEFORE + WHATS_NEW)
    set_words("command", "verb", VERBS_BEFORE + VERBS_NEW)
    op.create_table(
        "category_care",
        sa.Column("category_id", BIG, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_category_care_category_id")),
        sa.PrimaryKeyConstraint("category_id", "language", name=op.f("pk_category_care")),
    )
    op.create_table(
        "depot_words",
        sa.Column("id", BIG, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("way_there", sa.Text(), nullable=False),
        sa.Column("donating", sa.Text(), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_depot_words_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depot_words")),
        sa.UniqueConstraint("depot_id", "language", name=op.f("uq_depot_words_depot_id_language")),
    )
    op.create_table(
        "wanted",
        sa.Column("id", BIG, nullable=False),
        sa.Column("category_id", BIG, nullable=False),
        sa.Column("sizes", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_wanted_category_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_wanted_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted")),
        sa.UniqueConstraint(
            "depot_id", "category_id", "sizes", name=op.f("uq_wanted_depot_id_category_id_sizes")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fault_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("note_id", BIG, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.Text(), nullable=True),
        sa.Column("staff_id", BIG, nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("ended_as IN ('repair', 'dismissed')", name=op.f("ck_fault_report_ended_as_known")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_as IS NULL) AND (ended_at IS NULL) = (staff_id IS NULL)",
            name=op.f("ck_fault_report_ended_whole"),
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_fault_report_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_fault_report_item_id")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_fault_report_note_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_fault_report_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_fault_report_open_item", "fault_report", ["item_id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_fault_report_note_id", "fault_report", ["note_id"])


def downgrade() -> None:
    for table in ("fault_report", "wanted", "depot_words", "category_care"):
        op.drop_table(table)
    forget_new_words()


def forget_new_words() -> None:
    """Drop what the earlier version has no words for; it could neither show nor keep it."""
    if op.get_bind().dialect.name == "sqlite":
        guard = op.get_bind().execute(
            sa.text("SELECT sql FROM sqlite_schema WHERE name = 'event_never_deleted'")
        )
        again = str(guard.scalar_one())
        op.execute("DROP TRIGGER event_never_deleted")
    else:
        again = "ALTER TABLE event ENABLE TRIGGER event_never_deleted"
        op.execute("ALTER TABLE event DISABLE TRIGGER event_never_deleted")
    op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS_NEW)})")
    op.execute(again)
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS_NEW)})")
    set_words("event", "what", WHATS_BEFORE)
    set_words("command", "verb", VERBS_BEFORE)
