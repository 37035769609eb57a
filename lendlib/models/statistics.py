"""What statistics are counted into: closed months, what changed in them since, and what no loan tells.

Months are numbers such as 202611. All keys are whole: what a visit did not state has a word of its own.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId
from lendlib.models._columns import DepotId, MunicipalityCode, one_of
from lendlib.rules.vocabulary import AgeBand, Kind


class DoorDay(Base):
    """Visitors that the counter's button counted, a depot and a day."""

    __tablename__ = "door_day"
    __table_args__ = (CheckConstraint("visitors >= 0", name="visitors"),)
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    visitors: Mapped[int]


class LoanMonth(Base):
    """What happened to loans in a closed month, each fact in its own month: lending, return, renewal, loss, find.

    In the order in which reports read it: by month, home, category. A depot's own is found by the index, and so is
    what is counted anew. The report that is asked for most, loans by month, thing and place, reads an index alone.
    """

    __tablename__ = "loan_month"
    __table_args__ = (
        one_of("kind", Kind),
        Index(None, "depot_id", "month"),
        Index(None, "month", "category_id", "depot_id", "lent"),
    )
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_code: Mapped[MunicipalityCode] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"), primary_key=True)
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    lent: Mapped[int]
    returned: Mapped[int]
    returned_late: Mapped[int]
    renewed: Mapped[int]
    lost: Mapped[int]
    found: Mapped[int]


class VisitMonth(Base):
    """How many visits a closed month had, how many said who the things were for, and how many said an age."""

    __tablename__ = "visit_month"
    __table_args__ = (one_of("kind", Kind), Index(None, "depot_id", "month"))
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_code: Mapped[MunicipalityCode] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    visits: Mapped[int]
    visits_with_people: Mapped[int]
    visits_with_age: Mapped[int]


class PeopleMonth(Base):
    """How many people of each age band the visits of a closed month served."""

    __tablename__ = "people_month"
    __table_args__ = (one_of("kind", Kind), one_of("age_band", AgeBand), Index(None, "depot_id", "month"))
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_code: Mapped[MunicipalityCode] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    age_band: Mapped[str] = mapped_column(String(8), primary_key=True)
    people: Mapped[int]


class KeptMonth(Base):
    """A depot's month counted and stored whole. One that is not here, or is dirty, is counted when asked for."""

    __tablename__ = "kept_month"
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted_at: Mapped[datetime]


class DirtyMonth(Base):
    """A closed month in which something changed since. `marks` counts how often, so that marking it waits in line."""

    __tablename__ = "dirty_month"
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marks: Mapped[int]


class Population(Base):
    """How many people lived in a municipality at the end of a year, and who says so."""

    __tablename__ = "population"
    __table_args__ = (
        CheckConstraint("people >= 0", name="people"),
        CheckConstraint("year BETWEEN 1900 AND 2200", name="year"),
    )
    municipality_code: Mapped[MunicipalityCode] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[int]
    source: Mapped[str]
