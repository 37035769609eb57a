"""labels in batches, printers, sheets, prints."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_column, add_words, drop_column, drop_words, in_words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERBS = ("label_batch", "print_labels", "label_setup")
BATCH = "CONSTRAINT fk_label_batch_id FOREIGN KEY(batch_id) REFERENCES label_batch (id)"
PLACE = "CONSTRAINT ck_label_batch_with_place CHECK ((batch_id IS NULL) = (batch_place IS NULL))"
MEASURES = ("columns", "rows", "label_width", "label_height", "left", "top", "pitch_x", "pitch_y")


def upgrade() -> None:
    add_words("command", "verb", VERBS)
    op.create_table(
        "label_batch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 10000", name=op.f("ck_label_batch_size")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_label_batch_depot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_label_batch_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_batch")),
        sa.UniqueConstraint("depot_id", "number", name=op.f("uq_label_batch_depot_id_number")),
        sqlite_autoincrement=True,
    )
    add_column("label", sa.Column("batch_id", BIG, nullable=True), BATCH)
    add_column("label", sa.Column("batch_place", BIG, nullable=True), PLACE)
    in_a_batch = sa.text("batch_id IS NOT NULL")
    op.create_index(
        "uq_label_batch_place",
        "label",
        ["batch_id", "batch_place"],
        unique=True,
        sqlite_where=in_a_batch,
        postgresql_where=in_a_batch,
    )
    op.create_table(
        "printer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right_tenths", BIG, nullable=False),
        sa.Column("down_tenths", BIG, nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("down_tenths BETWEEN -200 AND 200", name=op.f("ck_printer_down_tenths")),
        sa.CheckConstraint("right_tenths BETWEEN -200 AND 200", name=op.f("ck_printer_right_tenths")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_printer_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("depot_id", "name", name=op.f("uq_printer_depot_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "own_sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(measure, BIG, nullable=False) for measure in MEASURES),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_own_sheet_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_sheet")),
        sa.UniqueConstraint("depot_id", "name", name=op.f("uq_own_sheet_depot_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label_print",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", BIG, nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("done", BIG, nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'failed')", name=op.f("ck_label_print_state_known")),
        sa.CheckConstraint("total BETWEEN 1 AND 10000", name=op.f("ck_label_print_total")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_label_print_depot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_label_print_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_label_print_depot_made", "label_print", ["depot_id", "made_at"])


def downgrade() -> None:
    """Labels stay labels; which batch they came from is forgotten."""
    for table in ("label_print", "own_sheet", "printer"):
        op.drop_table(table)
    op.drop_index("uq_label_batch_place", "label")
    drop_column("label", "batch_place", PLACE)
    drop_column("label", "batch_id", BATCH)
    op.drop_table("label_batch")
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    drop_words("command", "verb", VERBS)
