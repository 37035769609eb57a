"""forgetting."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KEPT = (
    "what IN ('contacts', 'letters', 'notices', 'commands', 'changes', 'sessions', 'links', 'guesses', 'notes',"
    " 'faults', 'photos', 'imports', 'prints', 'runs')"
)
# What persons typed: PostgreSQL's planner would keep samples of it.
UNSAMPLED = {
    "contact": ("name", "phone", "email", "group_name"),
    "child_line": ("words",),
    "phone_mark": ("note",),
    "note": ("text",),
    "kept_letter": ("subject", "words"),
}


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("days", BIG, nullable=False),
        sa.CheckConstraint(KEPT, name=op.f("ck_retention_rule_what_known")),
        sa.CheckConstraint("days BETWEEN 0 AND 1100", name=op.f("ck_retention_rule_days")),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(16), nullable=True),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("overwritten_at", MOMENT, nullable=True),
        sa.CheckConstraint(KEPT, name=op.f("ck_retention_run_what_known")),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_retention_run_rows")),
        sa.CheckConstraint("what IS NULL OR overwritten_at IS NULL", name=op.f("ck_retention_run_overwritten_in_latest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_retention_run_at", "retention_run", ["at"])
    _sample(0)


def _sample(target: int) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in UNSAMPLED.items():
        for column in columns:
            # Set to its own type, so that the samples that there are go.
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text")
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")


def downgrade() -> None:
    """What was chosen and what was removed is forgotten; the usual days count."""
    _sample(-1)
    op.drop_table("retention_run")
    op.drop_table("retention_rule")
