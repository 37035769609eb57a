"""statistics."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from migrations.growing import in_words, set_nullable

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("private", "preschool", "school", "association", "other", "unstated")
AGE_BANDS = ("0-6", "7-12", "13-19", "20-64", "65+", "unstated")
LOAN_COUNTS = ("lent", "returned", "returned_late", "renewed", "lost", "found")
DATED = {
    "ix_loan_closed": ("loan", "closed_on", "closed_on IS NOT NULL"),
    "ix_loan_found": ("loan", "found_on", "found_on IS NOT NULL"),
    "ix_due_change_renewal": ("due_change", "made_on", "reason = 'renewal'"),
}
CHANGES_A_READ = 10_000

CHANGES = sa.table(
    "due_change",
    sa.column("id", BIG),
    sa.column("depot_id"),
    sa.column("made_at", MOMENT),
    sa.column("made_on", sa.Date),
)
DEPOTS = sa.table("depot", sa.column("id"), sa.column("time_zone"))


def upgrade() -> None:
    _make_tables()
    op.add_column("due_change", sa.Column("made_on", sa.Date(), nullable=True))
    _tell_days()
    set_nullable("due_change", "made_on", nullable=False)
    for name, (table, column, where) in DATED.items():
        rows = sa.text(where)
        op.create_index(name, table, [column, "depot_id"], sqlite_where=rows, postgresql_where=rows)


def _make_tables() -> None:
    op.create_table(
        "loan_month", *_month_of("loan_month", "home_code", "category_id", "depot_id", "kind"), *_counts(*LOAN_COUNTS)
    )
    op.create_table(
        "visit_month",
        *_month_of("visit_month", "home_code", "kind", "depot_id"),
        *_counts("visits", "visits_with_people"),
    )
    op.create_table(
        "people_month", *_month_of("people_month", "home_code", "kind", "depot_id", "age_band"), *_counts("people")
    )
    for name, column in (
        ("kept_month", sa.Column("counted_at", MOMENT, nullable=False)),
        ("dirty_month", sa.Column("marks", BIG, nullable=False)),
    ):
        op.create_table(
            name,
            sa.Column("depot_id", BIG, nullable=False),
            sa.Column("month", BIG, autoincrement=False, nullable=False),
            column,
            sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f(f"fk_{name}_depot_id")),
            sa.PrimaryKeyConstraint("depot_id", "month", name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "population",
        sa.Column("municipality_code", sa.String(4), nullable=False),
        sa.Column("year", BIG, autoincrement=False, nullable=False),
        sa.Column("people", BIG, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_population_people")),
        sa.CheckConstraint("year BETWEEN 1900 AND 2200", name=op.f("ck_population_year")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_population_municipality_code")
        ),
        sa.PrimaryKeyConstraint("municipality_code", "year", name=op.f("pk_population")),
    )


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, BIG, nullable=False) for name in names]


def _month_of(table: str, *keys: str) -> list[sa.schema.SchemaItem]:
    """The key columns of a month table, in their order, and what holds them."""
    known = {
        "home_code": (sa.String(4), "municipality.code"),
        "category_id": (BIG, "category.id"),
        "depot_id": (BIG, "depot.id"),
        "kind": (sa.String(16), None),
        "age_band": (sa.String(8), None),
    }
    words = {"kind": KINDS, "age_band": AGE_BANDS}
    parts: list[sa.schema.SchemaItem] = [sa.Column("month", BIG, autoincrement=False, nullable=False)]
    parts += [sa.Column(key, known[key][0], nullable=False) for key in keys]
    parts += [
        sa.CheckConstraint(f"{key} IN ({in_words(words[key])})", name=op.f(f"ck_{table}_{key}_known"))
        for key in keys
        if key in words
    ]
    parts += [
        sa.ForeignKeyConstraint([key], [known[key][1]], name=op.f(f"fk_{table}_{key}")) for key in keys if known[key][1]
    ]
    return [*parts, sa.PrimaryKeyConstraint("month", *keys, name=op.f(f"pk_{table}"))]


def _tell_days() -> None:
    """Each change's day by its depot's calendar, some thousands at a time."""
    connection = op.get_bind()
    zones = {row.id: ZoneInfo(row.time_zone) for row in connection.execute(sa.select(DEPOTS.c.id, DEPOTS.c.time_zone))}
    told = sa.update(CHANGES).where(CHANGES.c.id == sa.bindparam("change")).values(made_on=sa.bindparam("day"))
    last = 0
    while True:
        some = sa.select(CHANGES.c.id, CHANGES.c.depot_id, CHANGES.c.made_at)
        some = some.where(CHANGES.c.id > last).order_by(CHANGES.c.id).limit(CHANGES_A_READ)
        changes = connection.execute(some).all()
        if not changes:
            return
        connection.execute(
            told, [{"change": id_, "day": _day(made_at, zones[depot_id])} for id_, depot_id, made_at in changes]
        )
        last = changes[-1].id


def _day(made_at: datetime, zone: ZoneInfo) -> date:
    # SQLite gives moments back without their zone, which is UTC.
    return (made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)).astimezone(zone).date()


def downgrade() -> None:
    """Counts go: they are read from the loans again. Population figures go as well."""
    for name, (table, *_) in DATED.items():
        op.drop_index(name, table)
    op.drop_column("due_change", "made_on")
    for table in ("population", "dirty_month", "kept_month", "people_month", "visit_month", "loan_month"):
        op.drop_table(table)
