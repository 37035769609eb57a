"""What every act at a counter comes with: who, where, when, and under which key."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lendlib.rules.calendar import OpenDays
from lendlib.rules.policy import DepotPolicy


@dataclass(frozen=True)
class Keys:
    """Secrets that live outside the database: one seals command requests, one makes loan links."""

    command: bytes
    link: bytes

    def seal(self, text: str) -> str:
        """A keyed digest of a request: tells two requests apart without keeping what was in them."""
        return hmac.new(self.command, text.encode(), "sha256").hexdigest()

    def link_token(self, checkout_id: int, version: int) -> str:
        """The 128-bit token of a visit's private link, as 32 hex digits; the same each time it is asked for."""
        return hmac.new(self.link, f"{checkout_id}:{version}".encode(), "sha256").hexdigest()[:32]

    def calendar_uid(self, loan_id: int) -> str:
        """By what a borrower's calendar knows the last day of a loan again; tells neither the loan nor the link."""
        return hmac.new(self.link, f"calendar:{loan_id}".encode(), "sha256").hexdigest()[:32]

    def letter_id(self, notice: str) -> str:
        """By what mail programs know a letter again that was sent twice; tells nothing of the notice that it is of."""
        return hmac.new(self.link, f"letter:{notice}".encode(), "sha256").hexdigest()[:32]


@dataclass(frozen=True)
class Act:
    """One act at one depot, of staff or of the borrower who holds a visit's link: exactly one of the two is named.

    `today` is the depot's own calendar day of `now`.
    """

    session: Session
    depot: DepotPolicy
    open_days: OpenDays
    staff_id: int | None
    session_id: int | None
    keys: Keys
    key: str
    now: datetime
    today: date
    borrower_checkout_id: int | None = None


def new_key() -> str:
    """A fresh command key, for a form about to be shown."""
    return secrets.token_urlsafe(16)
