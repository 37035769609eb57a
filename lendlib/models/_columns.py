"""Column pieces that several rooms share."""

from enum import StrEnum
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import BigId

DepotId = Annotated[int, mapped_column(BigId, ForeignKey("depot.id"))]
MunicipalityCode = Annotated[str, mapped_column(String(4), ForeignKey("municipality.code"))]


class OfDepot:
    """A table whose rows belong to one depot (I16). The session's depot filter reads this class."""

    depot_id: Mapped[DepotId] = mapped_column()


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A CHECK that the column holds one of the words of a closed list."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
