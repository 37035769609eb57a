"""disclosure."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import in_words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("private", "preschool", "school", "association", "other", "unstated")
TABLES = ("month_home", "month_kind", "month_age", "year")
NAMES = (
    "CASE what"
    " WHEN 'month_home' THEN home_code <> '*' AND kind = '*' AND age_band = '*'"
    " WHEN 'month_kind' THEN home_code = '*' AND kind <> '*' AND age_band = '*'"
    " WHEN 'month_age' THEN home_code = '*' AND kind = '*' AND age_band <> '*'"
    " ELSE (home_code <> '*' OR kind <> '*') AND age_band = '*' END"
)
HIDDEN_WHOLE = (
    "CASE WHEN is_hidden THEN visits IS NULL AND loans IS NULL AND people IS NULL"
    " WHEN what = 'month_age' THEN visits IS NULL AND loans IS NULL AND people IS NOT NULL"
    " ELSE visits IS NOT NULL AND loans IS NOT NULL AND people IS NULL END"
)


def upgrade() -> None:
    op.create_table(
        "fixed_table",
        _key("depot_id", BIG),
        _key("what", sa.String(16)),
        _key("period", BIG),
        sa.Column("threshold", BIG, nullable=False),
        sa.Column("solved_at", MOMENT, nullable=False),
        sa.Column("is_withheld", sa.Boolean(), nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("visits", "loans", "people")),
        sa.CheckConstraint(f"what IN ({in_words(TABLES)})", name=op.f("ck_fixed_table_what_known")),
        sa.CheckConstraint("threshold >= 3", name=op.f("ck_fixed_table_threshold")),
        sa.CheckConstraint("visits >= 0 AND loans >= 0 AND people >= 0", name=op.f("ck_fixed_table_sums")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_fixed_table_depot_id")),
        sa.PrimaryKeyConstraint("depot_id", "what", "period", name=op.f("pk_fixed_table")),
    )
    op.create_table(
        "fixed_cell",
        _key("depot_id", BIG),
        _key("what", sa.String(16)),
        _key("period", BIG),
        _key("home_code", sa.String(4)),
        _key("kind", sa.String(16)),
        _key("age_band", sa.String(8)),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        *(sa.Column(name, BIG, nullable=True) for name in ("visits", "loans", "people")),
        sa.CheckConstraint(NAMES, name=op.f("ck_fixed_cell_names_what_it_tells")),
        sa.CheckConstraint(HIDDEN_WHOLE, name=op.f("ck_fixed_cell_hidden_whole")),
        sa.CheckConstraint("visits NOT IN (1, 2)", name=op.f("ck_fixed_cell_visits_not_small")),
        sa.CheckConstraint("people NOT IN (1, 2)", name=op.f("ck_fixed_cell_people_not_small")),
        sa.ForeignKeyConstraint(
            ["depot_id", "what", "period"],
            ["fixed_table.depot_id", "fixed_table.what", "fixed_table.period"],
            name=op.f("fk_fixed_cell_fixed_table"),
        ),
        sa.PrimaryKeyConstraint(
            "depot_id", "what", "period", "home_code", "kind", "age_band", name=op.f("pk_fixed_cell")
        ),
    )
    op.create_table(
        "fixed_count",
        _key("depot_id", BIG),
        _key("month", BIG),
        _key("home_code", sa.String(4)),
        _key("kind", sa.String(16)),
        *(sa.Column(name, BIG, nullable=False) for name in ("visits", "loans")),
        sa.CheckConstraint(f"kind IN ({in_words(KINDS)})", name=op.f("ck_fixed_count_kind_known")),
        sa.CheckConstraint("visits > 0 AND loans >= visits", name=op.f("ck_fixed_count_visits_have_loans")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_fixed_count_depot_id")),
        sa.ForeignKeyConstraint(["home_code"], ["municipality.code"], name=op.f("fk_fixed_count_home_code")),
        sa.PrimaryKeyConstraint("depot_id", "month", "home_code", "kind", name=op.f("pk_fixed_count")),
    )


def _key(name: str, of: sa.types.TypeEngine[object]) -> sa.Column[object]:
    return sa.Column(name, of, autoincrement=False, nullable=False)


def downgrade() -> None:
    """The tables go for good: solved again they may hide other cells, and what was shown can't be called back."""
    for table in ("fixed_count", "fixed_cell", "fixed_table"):
        op.drop_table(table)
