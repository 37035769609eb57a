"""How long what is kept, where an administrator decided, and what went when; never whose."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, Id
from lendlib.models._columns import one_of
from lendlib.models.contacts import ChildLine, Contact, PhoneMark
from lendlib.models.history import Note
from lendlib.models.reminders import KeptLetter
from lendlib.rules.forgetting import Kept


class RetentionRule(Base):
    """Days that one kind is kept, where they are not the usual ones of rules/forgetting."""

    __tablename__ = "retention_rule"
    __table_args__ = (one_of("what", Kept), CheckConstraint("days BETWEEN 0 AND 1100", name="days"))
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    days: Mapped[int]


class RetentionRun(Base):
    """How many rows of one kind a run removed: a row for what went, and one without a kind for the latest run of all.

    That one also keeps when what was erased was last overwritten in the files.
    """

    __tablename__ = "retention_run"
    __table_args__ = (
        one_of("what", Kept),
        CheckConstraint("rows >= 0", name="rows"),
        CheckConstraint("what IS NULL OR overwritten_at IS NULL", name="overwritten_in_latest"),
        Index("ix_retention_run_at", "at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    at: Mapped[datetime]
    what: Mapped[str | None] = mapped_column(String(16))
    rows: Mapped[int]
    overwritten_at: Mapped[datetime | None]


# PostgreSQL's planner keeps samples of a column's values, and would keep names that are erased. None of these.
UNSAMPLED = {
    Contact: ("name", "phone", "email", "group_name"),
    ChildLine: ("words",),
    PhoneMark: ("note",),
    Note: ("text",),
    KeptLetter: ("subject", "words"),
}
for _table, _columns in UNSAMPLED.items():
    _name = _table.__tablename__
    _unsampled = ", ".join(f"ALTER COLUMN {column} SET STATISTICS 0" for column in _columns)
    event.listen(
        _table.__table__, "after_create", DDL(f"ALTER TABLE {_name} {_unsampled}").execute_if(dialect="postgresql")
    )
