"""Depots, where they lie, when they are open."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import MunicipalityCode, OfDepot, one_of
from lendlib.rules.vocabulary import Borrowers, DepotState


class County(Base):
    """A Swedish county (län), by SCB's two digits; '00' stands for none."""

    __tablename__ = "county"
    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str]


class Municipality(Base):
    """A Swedish municipality, by SCB's four digits (I1); '0000' not stated and '9999' abroad keep keys whole."""

    __tablename__ = "municipality"
    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str]
    county_code: Mapped[str] = mapped_column(String(2), ForeignKey("county.code"), index=True)


class Depot(Base):
    """A place that lends, with its policy.

    Letters go out between `letters_from` and `letters_until` of its own day. What was owed before `parked_at` is not
    sent any more: a restored backup does not know what was sent after it was made.
    """

    __tablename__ = "depot"
    __table_args__ = (
        one_of("state", DepotState),
        CheckConstraint("loan_days BETWEEN 1 AND 400", name="loan_days"),
        CheckConstraint("max_renewals BETWEEN 0 AND 100", name="max_renewals"),
        CheckConstraint("retention_days BETWEEN 0 AND 400", name="retention_days"),
        CheckConstraint("inspection_days BETWEEN 1 AND 4000", name="inspection_days"),
        CheckConstraint("group_loan_days BETWEEN 1 AND 400", name="group_loan_days"),
        CheckConstraint("lock_minutes BETWEEN 0 AND 480", name="lock_minutes"),
        CheckConstraint("letters_from < letters_until", name="letters_span"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    municipality_code: Mapped[MunicipalityCode]
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("depot.id"))
    address: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    time_zone: Mapped[str] = mapped_column(default="Europe/Stockholm")
    state: Mapped[str] = mapped_column(default=DepotState.TEST)
    languages: Mapped[str] = mapped_column(default="sv en")
    label_format: Mapped[str] = mapped_column(default="L4731")
    loan_days: Mapped[int] = mapped_column(default=14)
    max_renewals: Mapped[int] = mapped_column(default=2)
    retention_days: Mapped[int] = mapped_column(default=7)
    inspection_days: Mapped[int] = mapped_column(default=365)
    made_at: Mapped[datetime]
    opens_on: Mapped[date | None]
    group_loan_days: Mapped[int] = mapped_column(default=14, server_default=text("14"))
    lock_minutes: Mapped[int] = mapped_column(default=10, server_default=text("10"))
    calendar_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    may_forget_at_once: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    letters_from: Mapped[time] = mapped_column(default=time(9), server_default=text("'09:00:00.000000'"))
    letters_until: Mapped[time] = mapped_column(default=time(19), server_default=text("'19:00:00.000000'"))
    parked_at: Mapped[datetime | None]


class CategoryPolicy(OfDepot, Base):
    """Where a depot lends one category otherwise than the rest: what is missing is as the depot's own policy."""

    __tablename__ = "category_policy"
    __table_args__ = (
        one_of("borrowers", Borrowers),
        CheckConstraint("loan_days BETWEEN 1 AND 400", name="loan_days"),
        CheckConstraint("max_renewals BETWEEN 0 AND 100", name="max_renewals"),
        UniqueConstraint("depot_id", "category_id"),
    )
    id: Mapped[Id]
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"))
    loan_days: Mapped[int | None]
    max_renewals: Mapped[int | None]
    borrowers: Mapped[str] = mapped_column(default=Borrowers.ANYONE)


class OpeningHours(OfDepot, Base):
    """A span on one weekday (0 is Monday) in which a depot is open."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="span"),
        UniqueConstraint("depot_id", "weekday", "opens"),
    )
    id: Mapped[Id]
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class DatedException(OfDepot, Base):
    """A day that differs from the week: closed when both times are missing, else open in that span."""

    __tablename__ = "dated_exception"
    __table_args__ = (
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="both_or_none"),
        CheckConstraint("opens IS NULL OR opens < closes", name="span"),
        UniqueConstraint("depot_id", "day_on"),
    )
    id: Mapped[Id]
    day_on: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    reason: Mapped[str] = mapped_column(default="")
