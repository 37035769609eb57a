"""reminders."""

import sqlalchemy as sa
from alembic import op

from migrations.growing import add_column, add_words, drop_column, drop_words, in_words, without_guard

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = "kind IN ('receipt', 'before_due', 'due_today', 'late', 'later', 'latest', 'due_moved', 'thanks')"
SPAN = "CONSTRAINT ck_depot_letters_span CHECK (letters_from < letters_until)"
WHATS = ("reminding_changed", "notice_text_changed", "notice_resent", "notice_dropped", "retention_changed")
VERBS = ("reminding", "notice_text", "resend", "drop_notice", "retention")
WAITING = sa.text("state IN ('queued', 'sending')")
HELD = sa.text("state IN ('failed', 'unknown')")
CLOSING = sa.text("reason = 'closing'")


def upgrade() -> None:
    add_words("event", "what", WHATS)
    add_words("command", "verb", VERBS)
    op.alter_column("contact", "bad_address_at", new_column_name="bad_email_at")
    op.add_column("contact", sa.Column("bad_phone_at", MOMENT, nullable=True))
    for column, usual in (("letters_from", "'09:00:00.000000'"), ("letters_until", "'19:00:00.000000'")):
        op.add_column("depot", sa.Column(column, sa.Time(), server_default=sa.text(usual), nullable=False))
    add_column("depot", sa.Column("parked_at", MOMENT, nullable=True), SPAN)
    op.create_index(
        "ix_due_change_closing",
        "due_change",
        ["depot_id", "made_at"],
        sqlite_where=CLOSING,
        postgresql_where=CLOSING,
    )
    _make_notices()
    _make_words()


def _make_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("checkout_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(32), nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_notice_kind_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')", name=op.f("ck_notice_state_known")
        ),
        sa.CheckConstraint("(state = 'sending') = (claim IS NOT NULL)", name=op.f("ck_notice_claim_while_sending")),
        sa.CheckConstraint("(claim IS NULL) = (claimed_until IS NULL)", name=op.f("ck_notice_claim_whole")),
        sa.CheckConstraint(
            "(state IN ('sent', 'failed', 'dropped')) = (ended_at IS NOT NULL)", name=op.f("ck_notice_ended_whole")
        ),
        sa.ForeignKeyConstraint(
            ["checkout_id", "depot_id"], ["checkout.id", "checkout.depot_id"], name=op.f("fk_notice_checkout_id_depot_id")
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_notice_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "checkout_id",
            "kind",
            "occasion_on",
            "channel",
            name=op.f("uq_notice_checkout_id_kind_occasion_on_channel"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_waiting", "notice", ["next_try_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_notice_held", "notice", ["depot_id"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("ix_notice_depot_ended", "notice", ["depot_id", "ended_at"])
    op.create_table(
        "attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", sa.Text(), nullable=True),
        sa.Column("code", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(64), nullable=True),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(
            "ended_as IN ('sent', 'temporary', 'permanent', 'unknown')", name=op.f("ck_attempt_ended_as_known")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_attempt_ended_whole")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_attempt_depot_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_attempt_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("reference", name=op.f("uq_attempt_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_notice_id", "attempt", ["notice_id"])
    op.create_table(
        "kept_letter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("checkout_id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkout.id"], name=op.f("fk_kept_letter_checkout_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_kept_letter_depot_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_kept_letter_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_letter")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_kept_letter_notice_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kept_letter_checkout_id", "kept_letter", ["checkout_id"])


def _make_words() -> None:
    op.create_table(
        "notice_rule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("days", BIG, nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_notice_rule_kind_known")),
        sa.CheckConstraint("days BETWEEN 0 AND 400", name=op.f("ck_notice_rule_days")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_notice_rule_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rule")),
        sa.UniqueConstraint("depot_id", "kind", name=op.f("uq_notice_rule_depot_id_kind")),
    )
    op.create_table(
        "notice_text",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("depot_id", BIG, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_notice_text_kind_known")),
        sa.CheckConstraint("form IN ('long', 'short')", name=op.f("ck_notice_text_form_known")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_notice_text_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_text")),
        sa.UniqueConstraint(
            "depot_id", "kind", "language", "form", name=op.f("uq_notice_text_depot_id_kind_language_form")
        ),
    )


def downgrade() -> None:
    """What was sent is forgotten, and so are a depot's own words."""
    for table in ("notice_text", "notice_rule", "kept_letter", "attempt", "notice"):
        op.drop_table(table)
    op.drop_index("ix_due_change_closing", "due_change")
    drop_column("depot", "parked_at", SPAN)
    drop_column("depot", "letters_until")
    drop_column("depot", "letters_from")
    op.execute("UPDATE contact SET bad_email_at = coalesce(bad_email_at, bad_phone_at)")
    drop_column("contact", "bad_phone_at")
    op.alter_column("contact", "bad_email_at", new_column_name="bad_address_at")
    with without_guard("event", "event_never_deleted"):
        op.execute(f"DELETE FROM event WHERE what IN ({in_words(WHATS)})")
    op.execute(f"DELETE FROM command WHERE verb IN ({in_words(VERBS)})")
    drop_words("event", "what", WHATS)
    drop_words("command", "verb", VERBS)
