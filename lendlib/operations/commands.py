"""Every write of the counter happens once per key: a double click, a retry and a lost answer are harmless."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import TextClause, bindparam, insert, select, text

from lendlib.models.depots import Depot
from lendlib.models.history import Command
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Verb


class KeyUsedOtherwise(Refused):
    """The key already stands for another request: the form was changed and sent again after it had been done."""

    code = "key-used-otherwise"
    sentence = N_("This form was already sent, with other contents. What was sent first is done.")
    advice = N_("Look at the recent acts, and start anew from the counter.")


class NoKey(Refused):
    """A write came without a usable key."""

    code: ClassVar[str] = "no-key"
    status = 400
    sentence = N_("The form came incomplete. Nothing was changed.")
    advice = N_("Reload the page and try again.")


class CalendarChanged(Refused):
    """The open days that a last day was reckoned by are not those that count now."""

    code = "calendar-changed"
    status = 409
    sentence = N_("The depot's open days were changed at this very moment. Nothing was done.")
    advice = N_("Press again.")


@dataclass(frozen=True)
class Done:
    """What a command did: ids only. `is_repeat` when it had been done before under the same key."""

    command_id: int
    verb: Verb
    result: dict[str, Any]
    is_repeat: bool = False


# Found by the depot, so that there is a row, with the calendar's count, even for a key that is new.
_by_key = (
    select(Depot.calendar_version, Command.id, Command.verb, Command.request_hash, Command.result)
    .outerjoin(Command, (Command.depot_id == Depot.id) & (Command.key == bindparam("key")))
    .where(Depot.id == bindparam("depot_id"))
)
_insert = insert(Command).returning(Command.id)

# Whoever sets a last day shares the calendar until the commit, and whoever changes the calendar has it alone. Not a
# lock on the depot's row: each new row of the depot holds that one by its foreign key, in whatever order.
SETS_LAST_DAYS = frozenset({Verb.CHECK_OUT, Verb.LATE_CHECK_OUT, Verb.RENEW, Verb.UNDO})
CHANGES_CALENDAR = frozenset({Verb.CLOSE_DAY, Verb.OPEN_DAY, Verb.HOURS})
_SAME_KEY_WAITS = "pg_advisory_xact_lock(:depot_id, hashtext(:key))"
_waits = text(f"SELECT {_SAME_KEY_WAITS}")
_shares = text("SELECT pg_advisory_xact_lock_shared(:depot_id)")
_waits_and_shares = text(f"SELECT pg_advisory_xact_lock_shared(:depot_id), {_SAME_KEY_WAITS}")
_waits_and_has_alone = text(f"SELECT pg_advisory_xact_lock(:depot_id), {_SAME_KEY_WAITS}")


def once(
    act: Act, verb: Verb, request: object, effect: Callable[[], tuple[dict[str, Any], Callable[[int], None]]]
) -> Done:
    """Do `effect` unless this key has done it already; a refusal inside leaves no trace of the key.

    `request` is the parsed request without what differs between sendings (CSRF). `effect` returns the ids to keep and
    a function that writes the events, given the command's id. Raises NoKey, KeyUsedOtherwise, CalendarChanged and what
    `effect` raises.
    """
    if not (8 <= len(act.key) <= 64 and act.key.isascii() and act.key.isprintable()):
        raise NoKey
    request_hash = act.keys.seal(json.dumps([verb, request], sort_keys=True, default=str))
    earlier = _earlier(act, verb, request_hash)
    if earlier:
        return earlier
    result, write_events = effect()
    command_id = record(act, verb, request_hash, result)
    write_events(command_id)
    return Done(command_id, verb, result)


def share_calendar(act: Act) -> None:
    """Share the calendar until the commit, for an act that locks items before its commands do so themselves.

    Whoever changes the calendar has it first and locks items then; the other way round, the two would wait for ever.
    """
    connection = act.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_shares, {"depot_id": act.depot.id})


def _earlier(act: Act, verb: Verb, request_hash: str) -> Done | None:
    connection = act.session.connection()
    at = {"depot_id": act.depot.id, "key": act.key}
    if connection.dialect.name == "postgresql":
        connection.execute(_locks(verb), at)
    row = connection.execute(_by_key, at).one()
    if row.id is None:
        known = act.open_days.version
        if verb in SETS_LAST_DAYS and known is not None and known != row.calendar_version:
            raise CalendarChanged
        return None
    if row.verb != verb or row.request_hash != request_hash:
        raise KeyUsedOtherwise
    return Done(row.id, verb, json.loads(row.result), is_repeat=True)


def _locks(verb: Verb) -> TextClause:
    if verb in CHANGES_CALENDAR:
        return _waits_and_has_alone
    return _waits_and_shares if verb in SETS_LAST_DAYS else _waits


def record(act: Act, verb: Verb, request_hash: str, result: dict[str, Any]) -> int:
    """Write the command's row and give its id."""
    row = {
        "depot_id": act.depot.id,
        "key": act.key,
        "verb": verb,
        "request_hash": request_hash,
        "result": json.dumps(result),
        "staff_id": act.staff_id,
        "borrower_checkout_id": act.borrower_checkout_id,
        "session_id": act.session_id,
        "undoes_id": result.get("undoes"),
        "made_at": act.now,
    }
    command_id: int = act.session.connection().execute(_insert, row).scalar_one()
    return command_id
