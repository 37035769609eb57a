"""what came of each backup."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = "'running', 'made', 'disk_full', 'damaged', 'no_programs', 'no_folder', 'failed', 'cut_off'"
SECONDS = "'copied', 'disk_full', 'no_folder', 'differs', 'failed'"


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("for_on", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=True),
        sa.Column("second", sa.Text(), nullable=True),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_backup_run_outcome_known")),
        sa.CheckConstraint(f"second IN ({SECONDS})", name=op.f("ck_backup_run_second_known")),
        sa.CheckConstraint(
            "(outcome = 'running') = (ended_at IS NULL)", name=op.f("ck_backup_run_ends_with_an_outcome")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_backup_run_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
        sqlite_autoincrement=True,
    )
    stands = sa.text("outcome IN ('running', 'made')")
    op.create_index(
        "uq_backup_run_night", "backup_run", ["for_on"], unique=True, sqlite_where=stands, postgresql_where=stands
    )
    op.create_index("ix_backup_run_begun", "backup_run", ["begun_at"])


def downgrade() -> None:
    op.drop_table("backup_run")
