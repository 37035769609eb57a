"""visits with age."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_column, drop_column, set_nullable

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "visits_with_age"
AGE_TOLD = (
    "CONSTRAINT ck_fixed_table_age_told CHECK (visits_with_age IS NULL OR what = 'month_age'"
    " AND visits_with_age BETWEEN 0 AND visits"
    " AND visits_with_age NOT IN (1, 2) AND visits - visits_with_age NOT IN (1, 2))"
)
# Who told an age is known by the loans alone: a month in which somebody did is marked, and so counted anew.
MARKED = (
    "INSERT INTO dirty_month (depot_id, month, marks) SELECT DISTINCT depot_id, month, 1 FROM people_month"
    " WHERE age_band <> 'unstated' AND NOT EXISTS (SELECT 1 FROM dirty_month AS marked"
    " WHERE marked.depot_id = people_month.depot_id AND marked.month = people_month.month)"
)


def upgrade() -> None:
    op.add_column("visit_month", sa.Column(NAME, BIG, nullable=True))
    op.execute(f"UPDATE visit_month SET {NAME} = 0")
    set_nullable("visit_month", NAME, nullable=False)
    op.execute(MARKED)
    # Tables that have left do not learn it any more: the loans may have changed since.
    add_column("fixed_table", sa.Column(NAME, BIG, nullable=True), AGE_TOLD)


def downgrade() -> None:
    """How many visits told an age is forgotten; the loans know it."""
    drop_column("fixed_table", NAME, AGE_TOLD)
    drop_column("visit_month", NAME)
