"""The only account holders: staff, their roles and their sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import one_of
from lendlib.rules.vocabulary import Guessed, LinkPurpose, Role, Scope


class Staff(Base):
    """An account. E-mail in lower case; password and PIN as argon2id hashes; invited until `joined_at`."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"), {"sqlite_autoincrement": True})
    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    roles: Mapped[list["StaffRole"]] = relationship(lazy="raise", order_by="StaffRole.id")


class StaffRole(Base):
    """One role and how far it reaches (I2): exactly the one column that its scope names is filled."""

    __tablename__ = "staff_role"
    __table_args__ = (
        one_of("role", Role),
        one_of("scope", Scope),
        CheckConstraint(
            "(scope = 'depot') = (depot_id IS NOT NULL)"
            " AND (scope = 'municipality') = (municipality_code IS NOT NULL)"
            " AND (scope = 'county') = (county_code IS NOT NULL)",
            name="scope_names_its_column",
        ),
        Index("uq_staff_role_depot", "staff_id", "role", "depot_id", unique=True),
        Index("uq_staff_role_municipality", "staff_id", "role", "municipality_code", unique=True),
        Index("uq_staff_role_county", "staff_id", "role", "county_code", unique=True),
    )
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), index=True)
    role: Mapped[str]
    scope: Mapped[str]
    depot_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("depot.id"))
    municipality_code: Mapped[str | None] = mapped_column(String(4), ForeignKey("municipality.code"))
    county_code: Mapped[str | None] = mapped_column(String(2), ForeignKey("county.code"))


class StaffSession(Base):
    """One sign-in. Ended by sign-out, by disabling the account and by a new password; kept as a hash.

    Sign-ins in one browser share its `device_hash`, so that a shared counter can be locked and handed on.
    """

    __tablename__ = "staff_session"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device_hash: Mapped[str | None] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship(lazy="raise")


class OneTimeLink(Base):
    """A link that works once: for the first start, an invitation, or a new password."""

    __tablename__ = "one_time_link"
    __table_args__ = (one_of("purpose", LinkPurpose),)
    id: Mapped[Id]
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Guesses(Base):
    """Wrong passwords of late, by account, by address and overall; the key is kept as a keyed digest."""

    __tablename__ = "guesses"
    __table_args__ = (one_of("counted_by", Guessed), CheckConstraint("wrong >= 0", name="wrong"))
    counted_by: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    wrong: Mapped[int]
    since_at: Mapped[datetime]
