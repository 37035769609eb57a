"""The yearly report: issued ones kept whole, the organisers' own prices, and who gets a letter each month."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import one_of
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import LetterState


class IssuedReport(Base):
    """One edition of a place's year, as it was issued: never changed or deleted (I21).

    `place` is the depot's id, the municipality's or the county's code, or empty for all. `figures` is the canonical
    JSON (rules/yearly_json.py), `hash` its SHA-256.
    """

    __tablename__ = "issued_report"
    __table_args__ = (
        one_of("scope", Scope),
        UniqueConstraint("scope", "place", "year", "edition"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("edition >= 1 AND (edition = 1) = (replaces_id IS NULL)", name="edition"),
        CheckConstraint("(scope = 'all') = (place = '')", name="place"),
        CheckConstraint("length(hash) = 64", name="hash"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    scope: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    edition: Mapped[int]
    figures: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    replaces_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("issued_report.id"))


class CategoryPrice(Base):
    """What a new thing of a category costs in an area, in whole kronor, and whence whoever says so knows it."""

    __tablename__ = "category_price"
    __table_args__ = (
        one_of("scope", Scope),
        CheckConstraint("kronor BETWEEN 1 AND 1000000", name="kronor"),
        CheckConstraint("(scope = 'all') = (place = '')", name="place"),
    )
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"), primary_key=True)
    kronor: Mapped[int]
    source: Mapped[str]
    changed_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))


class ReportLetter(Base):
    """Someone who asked for a letter each month."""

    __tablename__ = "report_letter"
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    since_at: Mapped[datetime]


class ReportLetterSent(Base):
    """The letter of a month to one of them: the row stands before the letter leaves, so that none is sent twice.

    `words` are kept where nothing carries letters, to be read on the page. `ends_at`: until when whoever sends it has
    it for themselves.
    """

    __tablename__ = "report_letter_sent"
    __table_args__ = (one_of("state", LetterState), CheckConstraint("tries >= 0", name="tries"))
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    code: Mapped[str | None]
    ends_at: Mapped[datetime | None]
    words: Mapped[str | None]
    made_at: Mapped[datetime]
