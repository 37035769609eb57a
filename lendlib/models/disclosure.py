"""What leaves a depot of home, kind and age: tables solved once and kept, small cells hidden in them for good.

A row of a key that is summed over holds EVERY there. A cell that is not stored is a nought.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base
from lendlib.models._columns import DepotId, MunicipalityCode, one_of
from lendlib.rules.vocabulary import Kind
from lendlib.rules.vocabulary_statistics import FixedTable as What

# What a table tells apart is told by its cells; the others of these three columns are summed over.
NAMES = (
    "CASE what"
    " WHEN 'month_home' THEN home_code <> '*' AND kind = '*' AND age_band = '*'"
    " WHEN 'month_kind' THEN home_code = '*' AND kind <> '*' AND age_band = '*'"
    " WHEN 'month_age' THEN home_code = '*' AND kind = '*' AND age_band <> '*'"
    " ELSE (home_code <> '*' OR kind <> '*') AND age_band = '*' END"
)
HIDDEN_WHOLE = (
    "CASE WHEN is_hidden THEN visits IS NULL AND loans IS NULL AND people IS NULL"
    " WHEN what = 'month_age' THEN visits IS NULL AND loans IS NULL AND people IS NOT NULL"
    " ELSE visits IS NOT NULL AND loans IS NOT NULL AND people IS NULL END"
)
AGE_TOLD = (
    "visits_with_age IS NULL OR what = 'month_age'"
    " AND visits_with_age BETWEEN 0 AND visits"
    " AND visits_with_age NOT IN (1, 2) AND visits - visits_with_age NOT IN (1, 2)"
)


class FixedTable(Base):
    """A table as it left a depot: of a month such as 202611, or of a year. `threshold` is the one it was solved by.

    Its sums are known to everybody. `is_withheld`: so few visits that nothing can be told apart. `visits_with_age`, of
    ages: how many of the visits told one, where that may be told.
    """

    __tablename__ = "fixed_table"
    __table_args__ = (
        one_of("what", What),
        CheckConstraint("threshold >= 3", name="threshold"),
        CheckConstraint("visits >= 0 AND loans >= 0 AND people >= 0", name="sums"),
        CheckConstraint(AGE_TOLD, name="age_told"),
    )
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    threshold: Mapped[int]
    solved_at: Mapped[datetime]
    is_withheld: Mapped[bool]
    visits: Mapped[int]
    loans: Mapped[int]
    people: Mapped[int]
    visits_with_age: Mapped[int | None]


class FixedCell(Base):
    """One cell of it. I20: a hidden one holds no number, and one or two are never shown."""

    __tablename__ = "fixed_cell"
    __table_args__ = (
        ForeignKeyConstraint(
            ["depot_id", "what", "period"],
            ["fixed_table.depot_id", "fixed_table.what", "fixed_table.period"],
            name="fk_fixed_cell_fixed_table",
        ),
        CheckConstraint(NAMES, name="names_what_it_tells"),
        CheckConstraint(HIDDEN_WHOLE, name="hidden_whole"),
        CheckConstraint("visits NOT IN (1, 2)", name="visits_not_small"),
        CheckConstraint("people NOT IN (1, 2)", name="people_not_small"),
    )
    depot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_code: Mapped[str] = mapped_column(String(4), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    age_band: Mapped[str] = mapped_column(String(8), primary_key=True)
    is_hidden: Mapped[bool]
    visits: Mapped[int | None]
    loans: Mapped[int | None]
    people: Mapped[int | None]


class FixedCount(Base):
    """What a month was solved from, kept until its year is: the year agrees with its months whatever changed since."""

    __tablename__ = "fixed_count"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("visits > 0 AND loans >= visits", name="visits_have_loans"),
    )
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_code: Mapped[MunicipalityCode] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    visits: Mapped[int]
    loans: Mapped[int]
