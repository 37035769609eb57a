"""what is due."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _index("depot_id", "due_on", "checkout_id")


def downgrade() -> None:
    _index("depot_id", "due_on")


def _index(*columns: str) -> None:
    """Open loans by their last days, with these columns."""
    op.drop_index("ix_loan_open_depot_due", "loan")
    op.create_index("ix_loan_open_depot_due", "loan", list(columns), sqlite_where=OPEN, postgresql_where=OPEN)
