"""Counts that no loan tells: visitors through the door."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base
from lendlib.models._columns import DepotId


class DoorDay(Base):
    """Visitors that the counter's button counted, a depot and a day."""

    __tablename__ = "door_day"
    __table_args__ = (CheckConstraint("visitors >= 0", name="visitors"),)
    depot_id: Mapped[DepotId] = mapped_column(primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    visitors: Mapped[int]
