"""a depot for a year."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_column, drop_column, in_words, set_words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHATS_BEFORE = (
    "lent", "returned", "found_here", "renewed", "lost", "found", "undone", "registered", "edited",
    "to_repair", "ready", "missing", "retired", "labelled", "label_ended", "contact_changed",
    "contact_erased", "day_closed", "day_opened", "policy_changed",
)  # fmt: skip
WHATS_NEW = (
    "hours_changed", "moved_away", "moved_here", "imported", "category_changed", "categories_merged",
    "numbers_shown", "called", "contact_handed_over", "staff_invited", "staff_joined", "staff_disabled",
    "staff_enabled", "role_given", "role_taken", "sessions_ended", "password_link_made", "depot_made",
    "depot_changed", "depot_copied_to", "practice_ended",
)  # fmt: skip
VERBS_BEFORE = (
    "check_out", "check_in", "found_here", "renew", "lose", "find", "undo", "returned_as", "visit",
    "register", "edit", "to_repair", "ready", "missing", "retire", "label", "close_day",
)  # fmt: skip
VERBS_NEW = (
    "open_day", "hours", "policy", "edit_many", "move", "import", "category", "merge", "name_lines",
    "correct_contact", "erase_contact", "hand_over", "show_numbers", "mark_call", "late_check_out",
    "late_check_in", "copy_depot", "make_depot", "edit_depot", "depot_state", "start_afresh",
)  # fmt: skip

MERGED_INTO = "CONSTRAINT fk_category_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES category (id)"
GROUP_LOAN_DAYS = "CONSTRAINT ck_depot_group_loan_days CHECK (group_loan_days BETWEEN 1 AND 400)"
LOCK_MINUTES = "CONSTRAINT ck_depot_lock_minutes CHECK (lock_minutes BETWEEN 0 AND 480)"


def upgrade() -> None:
    set_words("event", "what", WHATS_BEFORE + WHATS_NEW)
    set_words("command", "verb", VERBS_BEFORE + VERBS_NEW)
    add_column("category", sa.Column("merged_into_id", BIG, nullable=True), MERGED_INTO)
    add_column("contact", sa.Column("group_name", sa.Text(), nullable=True))
    add_column("depot", sa.Column("opens_on", sa.Date(), nullable=True))
    fortnight = sa.Column("group_loan_days", BIG, server_default=sa.text("14"), nullable=False)
    add_column("depot", fortnight, GROUP_LOAN_DAYS)
    add_column(
        "depot", sa.Column("lock_minutes", BIG, server_default=sa.text("10"), nullable=False), LOCK_MINUTES
    )
    add_column("depot", sa.Column("calendar_version", BIG, server_default=sa.text("0"), nullable=False))
    add_column("staff", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    add_column("staff", sa.Column("pin_hash", sa.Text(), nullable=True))
    add_column("staff", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE staff SET joined_at = made_at")
    add_column("staff_session", sa.Column("device_hash", sa.Text(), nullable=True))
    add_column("staff_session", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    add_column("staff_session", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_staff_session_device_hash", "staff_session", ["device_hash"])
    op.create_table(
        "guesses",
        sa.Column("counted_by", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("wrong", BIG, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "counted_by IN ('account', 'address', 'overall')", name=op.f("ck_guesses_counted_by_known")
        ),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_guesses_wrong")),
        sa.PrimaryKeyConstraint("counted_by", "key_hash", name=op.f("pk_guesses")),
    )
    op.create_table(
        "category_policy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("category_id", BIG, nullable=False),
        sa.Column("loan_days", BIG, nullable=True),
        sa.Column("max_renewals", BIG, nullable=True),
        sa.Column("borrowers", sa.Text(), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(
            "borrowers IN ('anyone', 'adults', 'groups')", name=op.f("ck_category_policy_borrowers_known")
        ),
        sa.CheckConstraint("loan_days BETWEEN 1 AND 400", name=op.f("ck_category_policy_loan_days")),
        sa.CheckConstraint("max_renewals BETWEEN 0 AND 100", name=op.f("ck_category_policy_max_renewals")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_policy_category_id")
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_category_policy_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_policy")),
        sa.UniqueConstraint("depot_id", "category_id", name=op.f("uq_category_policy_depot_id_category_id")),
    )
    op.create_table(
        "column_mapping",
        sa.Column("id", BIG, nullable=False),
        sa.Column("header_hash", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_column_mapping_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("depot_id", "header_hash", name=op.f("uq_column_mapping_depot_id_header_hash")),
    )
    op.create_table(
        "stock_import",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows_total", BIG, nullable=True),
        sa.Column("rows_done", BIG, nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("attempt", BIG, nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(
            "state IN ('uploaded', 'running', 'done', 'failed')", name=op.f("ck_stock_import_state_known")
        ),
        sa.CheckConstraint("step IN ('check', 'save')", name=op.f("ck_stock_import_step_known")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_stock_import_depot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_stock_import_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_import")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stock_import_depot_made", "stock_import", ["depot_id", "made_at"])
    op.create_table(
        "item_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("command_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_item_change_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_change_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_item_change_command", "item_change", ["command_id"])
    op.create_index("ix_item_change_item_id", "item_change", ["item_id"])

    op.create_table(
        "phone_mark",
        sa.Column("id", BIG, nullable=False),
        sa.Column("checkout_id", BIG, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(
            "(mark = 'promised') = (promised_on IS NOT NULL)", name=op.f("ck_phone_mark_promised_with_day")
        ),
        sa.CheckConstraint(
            "mark IN ('called', 'no_answer', 'wrong_number', 'promised')",
            name=op.f("ck_phone_mark_mark_known"),
        ),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkout.id"], name=op.f("fk_phone_mark_checkout_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_phone_mark_depot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_phone_mark_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_mark")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phone_mark_checkout_id", "phone_mark", ["checkout_id"])

    op.create_table(
        "child_line",
        sa.Column("loan_id", BIG, autoincrement=False, nullable=False),
        sa.Column("checkout_id", BIG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkout.id"], name=op.f("fk_child_line_checkout_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_child_line_depot_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_child_line_loan_id")),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_child_line")),
    )
    op.create_index("ix_child_line_checkout_id", "child_line", ["checkout_id"])

    op.drop_index("ix_item_depot_words", "item")
    shelf = ["depot_id", "category_id", "size_low", "size_high", "size_text", "condition", "words", "id"]
    op.create_index("ix_item_shelf", "item", shelf)


def downgrade() -> None:
    op.drop_index("ix_item_shelf", "item")
    op.create_index("ix_item_depot_words", "item", ["depot_id", "words"])
    for table in (
        "child_line",
        "phone_mark",
        "item_change",
        "stock_import",
        "column_mapping",
        "category_policy",
    ):
        op.drop_table(table)
    op.drop_table("guesses")
    op.drop_index("ix_staff_session_device_hash", "staff_session")
    for column in ("locked_at", "seen_at", "device_hash"):
        drop_column("staff_session", column)
    drop_column("staff", "seen_at")
    drop_column("staff", "pin_hash")
    drop_column("staff", "joined_at")
    drop_column("depot", "calendar_version")
    drop_column("depot", "lock_minutes", LOCK_MINUTES)
    drop_column("depot", "group_loan_days", GROUP_LOAN_DAYS)
    drop_column("depot", "opens_on")
    drop_column("contact", "group_name")
    drop_column("category", "merged_into_id", MERGED_INTO)
    forget_new_words()


def forget_new_words() -> None:
    """Drop what the earlier version has no words for; it could neither show nor keep it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
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
