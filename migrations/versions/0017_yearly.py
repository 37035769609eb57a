"""yearly."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_words, drop_words, in_words, without_guard

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
VERBS = ("issue_report", "category_prices", "report_letter")
WHATS = ("report_issued", "prices_changed")
SCOPES = ("depot", "municipality", "county", "all")
STATES = ("queued", "sending", "sent", "kept", "failed", "unknown")
GUARDS = (("updated", "UPDATE"), ("deleted", "DELETE"))
NEVER = "I21: an issued report is never changed"


def upgrade() -> None:
    add_words("command", "verb", VERBS)
    add_words("event", "what", WHATS)
    op.create_table(
        "issued_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("year", BIG, nullable=False),
        sa.Column("edition", BIG, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.CheckConstraint(f"scope IN ({in_words(SCOPES)})", name=op.f("ck_issued_report_scope_known")),
        sa.CheckConstraint(
            "edition >= 1 AND (edition = 1) = (replaces_id IS NULL)", name=op.f("ck_issued_report_edition")
        ),
        sa.CheckConstraint("(scope = 'all') = (place = '')", name=op.f("ck_issued_report_place")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_issued_report_hash")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_issued_report_staff_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["issued_report.id"], name=op.f("fk_issued_report_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_report")),
        sa.UniqueConstraint("scope", "place", "year", "edition", name=op.f("uq_issued_report_scope_place_year_edition")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_issued_report_replaces_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "category_price",
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("category_id", BIG, nullable=False),
        sa.Column("kronor", BIG, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.CheckConstraint(f"scope IN ({in_words(SCOPES)})", name=op.f("ck_category_price_scope_known")),
        sa.CheckConstraint("kronor BETWEEN 1 AND 1000000", name=op.f("ck_category_price_kronor")),
        sa.CheckConstraint("(scope = 'all') = (place = '')", name=op.f("ck_category_price_place")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_category_price_category_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_category_price_staff_id")),
        sa.PrimaryKeyConstraint("scope", "place", "category_id", name=op.f("pk_category_price")),
    )
    op.create_table(
        "report_letter",
        sa.Column("staff_id", BIG, autoincrement=False, nullable=False),
        sa.Column("since_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_report_letter_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_report_letter")),
    )
    op.create_table(
        "report_letter_sent",
        sa.Column("staff_id", BIG, autoincrement=False, nullable=False),
        sa.Column("month", BIG, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(f"state IN ({in_words(STATES)})", name=op.f("ck_report_letter_sent_state_known")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_report_letter_sent_tries")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_report_letter_sent_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "month", name=op.f("pk_report_letter_sent")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for ending, act in GUARDS:
        trigger = f"CREATE TRIGGER issued_report_never_{ending} BEFORE {act}"
        if is_sqlite:
            op.execute(f"{trigger} ON issued_report BEGIN SELECT RAISE(ABORT, '{NEVER}'); END")
        else:
            acts = f"{trigger} OR TRUNCATE" if act == "DELETE" else trigger
            op.execute(f"{acts} ON issued_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{NEVER}')")


def downgrade() -> None:
    """Issued reports are lost: take their files along before."""
    for table in ("report_letter_sent", "report_letter", "category_price", "issued_report"):
        op.drop_table(table)
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    with without_guard("event", "event_never_deleted"):
        op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS)})")
    drop_words("event", "what", WHATS)
    drop_words("command", "verb", VERBS)
