"""How a category is used and cared for, in words that everyone may read."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId


class CategoryCare(Base):
    """A category's advice in one language; empty or missing, its group's stands for it."""

    __tablename__ = "category_care"
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"), primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    words: Mapped[str]
