"""open to all."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_words, drop_words, in_words, without_guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHATS = ("fault_noted", "fault_dismissed")
VERBS = ("end_fault",)
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    add_words("event", "what", WHATS)
    add_words("command", "verb", VERBS)
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
        sa.Column("photo_id", BIG, nullable=True),
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
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_fault_report_photo_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_fault_report_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_fault_report_open_item", "fault_report", ["item_id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_fault_report_note_id", "fault_report", ["note_id"])


def downgrade() -> None:
    """What the earlier version has no words for is dropped; what was told of a thing stays as a note of it."""
    for table in ("fault_report", "wanted", "depot_words", "category_care"):
        op.drop_table(table)
    with without_guard("event", "event_never_deleted"):
        op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS)})")
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    drop_words("command", "verb", VERBS)
    drop_words("event", "what", WHATS)
