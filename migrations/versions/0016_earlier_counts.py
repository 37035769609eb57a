"""earlier counts."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_words, drop_words, in_words

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
VERBS = ("earlier_counts", "earlier_counts_back")
UNIQUE = {
    "uq_earlier_count_whole": (("depot_id", "month", "measure"), "category_id IS NULL"),
    "uq_earlier_count_category": (("depot_id", "month", "measure", "category_id"), "category_id IS NOT NULL"),
}


def upgrade() -> None:
    add_words("command", "verb", VERBS)
    op.create_table(
        "earlier_import",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_earlier_import_rows")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_earlier_import_depot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_earlier_import_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_import")),
        sa.UniqueConstraint("id", "depot_id", name=op.f("uq_earlier_import_id_depot_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "earlier_count",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("category_id", BIG, nullable=True),
        sa.Column("count", BIG, nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(
            "month BETWEEN 190000 AND 220012 AND month % 100 <= 12", name=op.f("ck_earlier_count_month")
        ),
        sa.CheckConstraint(
            "measure IN ('loans', 'visits', 'people', 'visitors', 'returns')",
            name=op.f("ck_earlier_count_measure_known"),
        ),
        sa.CheckConstraint(
            "category_id IS NULL OR measure IN ('loans', 'returns')", name=op.f("ck_earlier_count_category_of_things")
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_earlier_count_count")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_earlier_count_category_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_earlier_count_depot_id")),
        sa.ForeignKeyConstraint(
            ["import_id", "depot_id"],
            ["earlier_import.id", "earlier_import.depot_id"],
            name=op.f("fk_earlier_count_import_id_depot_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_count")),
    )
    op.create_index("ix_earlier_count_import", "earlier_count", ["import_id"])
    for name, (columns, where) in UNIQUE.items():
        rows = sa.text(where)
        op.create_index(name, "earlier_count", list(columns), unique=True, sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    """Earlier years' counts go, and so do the commands that brought them."""
    op.drop_table("earlier_count")
    op.drop_table("earlier_import")
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    drop_words("command", "verb", VERBS)
