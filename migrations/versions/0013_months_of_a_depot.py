"""months of a depot."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("loan_month", "visit_month", "people_month")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_depot_id_month", table, ["depot_id", "month"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_depot_id_month", table)
