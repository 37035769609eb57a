"""What staff decide about letters that did not go as they should: send once more, or drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from lendlib.models.contacts import Contact
from lendlib.models.reminders import Notice
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.bad_addresses import REACH, is_bad
from lendlib.operations.reminders_panel import still_matters
from lendlib.operations.reminders_reports import mark_number
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.notices import Why
from lendlib.rules.vocabulary import Verb, What
from lendlib.rules.vocabulary_reminders import NoticeState

BY_HAND = "by-hand"
MOST_AT_ONCE = 500


class LetterGoneOn(Refused):
    """The letter does not wait for a decision any more: it was sent, dropped, or is being sent right now."""

    code = "letter-gone-on"
    status = 409
    sentence = N_("That letter does not wait for you any more: somebody has decided, or it is on its way.")
    advice = N_("Look below how it stands now.")


class NobodyToWrite(Refused):
    """Nobody's address is kept for the visit, or nothing of it is out: no letter has anywhere to go."""

    code = "nobody-to-write"
    sentence = N_("Nothing of that visit is out any more, or nobody is kept for it. There is nobody to write to.")
    advice = N_("Drop the letter instead.")


class AddressStillBad(Refused):
    """The address is one that reached nobody, by this letter or by another of the visit."""

    code = "address-still-bad"
    sentence = N_("The address is still the one that does not work, so the letter would fail again.")
    advice = N_("Ask for the right one, correct it on the page of the visit, and then send the letter again.")


@dataclass(frozen=True)
class Which:
    """One letter by its id, or all that failed for one reason up to a moment: those that the person has seen."""

    notice_id: int | None = None
    why: str = ""
    until: datetime | None = None


def resend(act: Act, which: Which) -> commands.Done:
    """Let letters that failed, or may have arrived, be sent once more. The result holds how each stood.

    Of many, those are left as they are that have nobody to go to. Where a phone was not reached, whoever sends again
    vouches for its number: it counts as a good one until it is not reached once more. Raises NotFound, LetterGoneOn,
    NobodyToWrite, AddressStillBad.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        rows = _locked(act, which, (NoticeState.FAILED, NoticeState.UNKNOWN))
        going = [row for row in rows if row.matters and not is_bad(row)]
        if not going:
            raise NobodyToWrite if not any(row.matters for row in rows) else AddressStillBad
        again = {"state": NoticeState.QUEUED, "queued_at": act.now, "next_try_at": act.now, "tries": 0}
        again |= {"ended_at": None, "why": None}
        vouched = [row.checkout_id for row in going if row.why == Why.NOT_DELIVERED]
        good = update(Contact).where(Contact.checkout_id.in_(vouched)).values(bad_phone_at=None)
        act.session.connection().execute(good)
        return _change(act, going, again, What.NOTICE_RESENT)

    return commands.once(act, Verb.RESEND, _asked(which), effect)


def drop(act: Act, which: Which) -> commands.Done:
    """Let letters be that wait, failed, or may have arrived: they are not sent. The result holds how each stood.

    Raises NotFound, LetterGoneOn.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        states = (NoticeState.QUEUED, NoticeState.FAILED, NoticeState.UNKNOWN)
        rows = _locked(act, which, states)
        return _change(
            act, rows, {"state": NoticeState.DROPPED, "ended_at": act.now, "why": BY_HAND}, What.NOTICE_DROPPED
        )

    return commands.once(act, Verb.DROP_NOTICE, _asked(which), effect)


def take_back_resend(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """What has not been tried meanwhile stands as before. Raises LetterGoneOn when all have gone."""
    back = _put_back(act, result, Notice.state == NoticeState.QUEUED, Notice.tries == 0)
    lost = select(Notice.checkout_id, Notice.ended_at).where(Notice.id.in_(back), Notice.why == Why.NOT_DELIVERED)
    for row in act.session.connection().execute(lost).all():
        mark_number(act.session, row.checkout_id, row.ended_at, row.ended_at)


def take_back_drop(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """The letters stand as before. Raises LetterGoneOn when none is dropped any more."""
    _put_back(act, result, Notice.state == NoticeState.DROPPED, Notice.why == BY_HAND)


def _asked(which: Which) -> list[object]:
    return [which.notice_id, which.why, which.until]


def _locked(act: Act, which: Which, states: Sequence[NoticeState]) -> list[Any]:
    """The letters that are meant and may be decided about, kept from the worker until the commit."""
    run = act.session.connection().execute
    query: Select[*tuple[Any, ...]] = (
        select(
            Notice.id,
            Notice.state,
            Notice.why,
            Notice.ended_at,
            Notice.tries,
            Notice.channel,
            Notice.checkout_id,
            *REACH,
            still_matters().label("matters"),
        )
        .outerjoin(Contact, Contact.checkout_id == Notice.checkout_id)
        .where(Notice.depot_id == act.depot.id)
        .order_by(Notice.id)
        .with_for_update(of=Notice)
    )
    if which.notice_id is not None:
        row = run(query.where(Notice.id == which.notice_id)).one_or_none()
        if row is None:
            raise NotFound
        rows = [row] if row.state in states else []
    else:
        of_cause = (Notice.state == NoticeState.FAILED, func.coalesce(Notice.why, "") == which.why)
        query = query.where(*of_cause, Notice.ended_at <= which.until, still_matters())
        rows = list(run(query.limit(MOST_AT_ONCE)))
    if not rows:
        raise LetterGoneOn
    return rows


def _change(act: Act, rows: Sequence[Any], to: dict[str, Any], what: What) -> tuple[dict[str, Any], Any]:
    ids = [row.id for row in rows]
    act.session.connection().execute(update(Notice).where(Notice.id.in_(ids)).values(to))
    stood = [[row.id, row.state, row.why, row.ended_at and row.ended_at.isoformat(), row.tries] for row in rows]
    return {"notices": stood}, lambda command_id: history.tell(act, command_id, what)


def _put_back(act: Act, result: dict[str, Any], *still: Any) -> list[int]:
    run = act.session.connection().execute
    back: list[int] = []
    for number, state, why, ended_at, tries in result["notices"]:
        stood = {
            "state": state,
            "why": why,
            "ended_at": datetime.fromisoformat(ended_at) if ended_at else None,
            "tries": tries,
        }
        here = (Notice.id == number, Notice.depot_id == act.depot.id)
        back += run(update(Notice).where(*here, *still).values(stood).returning(Notice.id)).scalars()
    if not back:
        raise LetterGoneOn
    return back
