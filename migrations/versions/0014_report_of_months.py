"""report of months."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "ix_loan_month_month_category_id_depot_id_lent"


def upgrade() -> None:
    op.create_index(NAME, "loan_month", ["month", "category_id", "depot_id", "lent"])


def downgrade() -> None:
    op.drop_index(NAME, "loan_month")
