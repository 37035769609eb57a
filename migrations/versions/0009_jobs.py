"""jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("done", BIG, nullable=False),
        sa.Column("failures", BIG, nullable=False),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("failure_id", sa.String(16), nullable=True),
        sa.CheckConstraint("done >= 0", name=op.f("ck_job_run_done")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_job_run_failures")),
        sa.CheckConstraint("(failures = 0) = (failed_at IS NULL)", name=op.f("ck_job_run_failed_whole")),
        sa.CheckConstraint("(failed_at IS NULL) = (failure_id IS NULL)", name=op.f("ck_job_run_failure_whole")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )


def downgrade() -> None:
    """When the worker ran last is forgotten; it tells again after its next run."""
    op.drop_table("job_run")
