"""photos."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_words, drop_words, in_words, without_guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHATS = ("photo_added", "photo_removed")
VERBS = ("add_photo", "remove_photo")
REASONS = ("by_mistake",)


def upgrade() -> None:
    add_words("event", "what", WHATS)
    add_words("command", "verb", VERBS)
    add_words("item", "retire_reason", REASONS)
    op.create_index("ix_item_depot_donated", "item", ["depot_id", "donated_on"])
    op.create_table(
        "photo",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("width", BIG, nullable=False),
        sa.Column("height", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("staff_id", BIG, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("length(name) = 32", name=op.f("ck_photo_name_length")),
        sa.CheckConstraint("shows IN ('thing', 'fault')", name=op.f("ck_photo_shows_known")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_photo_has_pixels")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_photo_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_photo_item_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_photo_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photo_item_id", "photo", ["item_id"])
    op.create_index("ix_photo_depot", "photo", ["depot_id", "id"])
    op.create_index(
        "ix_photo_ended",
        "photo",
        ["ended_at"],
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )


def downgrade() -> None:
    """What the earlier version has no words for is dropped; the nearest reason that it knows stands for the new one."""
    op.drop_table("photo")
    op.drop_index("ix_item_depot_donated", "item")
    op.execute(f"UPDATE item SET retire_reason = 'registered_twice' WHERE retire_reason IN ({in_words(REASONS)})")
    with without_guard("event", "event_never_deleted"):
        op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS)})")
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    drop_words("item", "retire_reason", REASONS)
    drop_words("command", "verb", VERBS)
    drop_words("event", "what", WHATS)
