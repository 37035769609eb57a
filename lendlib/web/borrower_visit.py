"""The visit behind a private link, as the pages of the link know it. The address is the proof; nobody signs in."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, request
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.models.scoping import stand_at
from lendlib.operations.acts import Act, Keys
from lendlib.operations.depots import open_days, policies
from lendlib.operations.links import Linked, LinkedThing, behind_link, things_out
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.errors import N_, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.moments import now

TOKEN = re.compile(r"[0-9a-f]{32}")


class LeadsNowhere(Refused):
    """The link is wrong, dead, or borrower pages are switched off: one and the same page says to ask."""

    code = "leads-nowhere"
    status = 404
    sentence = N_("The link leads nowhere any more")
    advice = N_("It ends when everything is back. Is something still with you? Ask at the depot where you borrowed it.")


@dataclass(frozen=True)
class Behind:
    """What a living link leads to, at this moment."""

    session: Session
    linked: Linked
    depot: DepotPolicy
    open_days: OpenDays
    now: datetime
    today: date

    def things(self) -> list[LinkedThing]:
        """What is still out, in the language of the request."""
        return things_out(
            self.session, self.linked, self.depot, self.open_days, today=self.today, language=chosen_language()
        )

    def act(self) -> Act:
        """An act of the borrower, under the key of the form."""
        return Act(
            session=self.session,
            depot=self.depot,
            open_days=self.open_days,
            staff_id=None,
            session_id=None,
            keys=keys(),
            key=request.form.get("command_key", ""),
            now=self.now,
            today=self.today,
            borrower_checkout_id=self.linked.checkout_id,
        )


def behind(token: str, *, is_writing: bool = False) -> Behind:
    """The living visit that a token leads to, its depot's rows alone in sight. Raises LeadsNowhere."""
    if not (current_config().has_borrower_pages and TOKEN.fullmatch(token)):
        raise LeadsNowhere
    session = db.session()
    if is_writing:
        if behind_link(session, token) is None:
            raise LeadsNowhere  # who guesses has no place in the line of those who write
        begin_writing(session)
    linked = behind_link(session, token)
    if linked is None:
        raise LeadsNowhere
    stand_at(session, linked.depot_id)
    [depot] = policies(session, [linked.depot_id])
    moment = now()
    today = day_of(moment, depot.time_zone)
    if not linked.is_alive(today):
        raise LeadsNowhere
    return Behind(session, linked, depot, open_days(session, depot.id, today), moment, today)


def keys() -> Keys:
    """The secrets that the app was started with."""
    kept: Keys = current_app.extensions["lendlib.keys"]
    return kept
