"""Faults: which the database means, and what is written down of one, without a word that a person typed."""

import errno
import logging
import secrets

from flask import request
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lendlib.db import db
from lendlib.rules.errors import N_, Busy, Refused
from lendlib.tracing import traced

log = logging.getLogger("lendlib.faults")

BUSY_STATES = {"40001", "40P01", "55P03", "57014"}
FULL_STATES = {"53100"}
RELOAD = N_("Wait a moment, then reload this page: what you typed is sent again.")


class NoRoom(Refused):
    """The disk under the database is full."""

    code = "no-room"
    status = 503
    sentence = N_("The disk of the computer that keeps the records is full. Nothing was changed.")
    advice = N_("Tell who looks after it. When there is room again, reload this page: what you typed is sent again.")


class OutOfReach(Refused):
    """The database does not answer, or is not there."""

    code = "out-of-reach"
    status = 503
    sentence = N_("The records can't be reached right now. Nothing was changed.")
    advice = RELOAD


class Fault(Refused):
    """The program broke."""

    code = "fault"
    status = 500
    sentence = N_("That is our fault, not yours. Nothing was changed.")
    advice = N_("Try once more. If it happens again, tell who looks after lendlib, with the number below.")


class SentTooLate(Refused):
    """The form was shown to another sign-in than this one, or its proof is missing."""

    code = "sent-too-late"
    status = 400
    sentence = N_("This form is from an earlier sign-in. Nothing was changed.")
    advice = N_("Go back, reload the page and fill it in again.")


def refusal_behind(problem: BaseException) -> Refused | None:
    """What a person can be told of a database's trouble; None when the program is to blame."""
    if isinstance(problem, PoolTimeout):
        return Busy()
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NoRoom()
    if not isinstance(problem, DBAPIError):
        return None
    words, state = str(problem.orig).lower(), getattr(problem.orig, "sqlstate", None)
    if "database is locked" in words or "table is locked" in words or state in BUSY_STATES:
        return Busy()
    if "disk is full" in words or state in FULL_STATES:
        return NoRoom()
    if problem.connection_invalidated or isinstance(problem, OperationalError | InterfaceError):
        return OutOfReach()
    is_damaged = type(problem) is DatabaseError and ("malformed" in words or "not a database" in words)
    return OutOfReach() if is_damaged else None


def give_up_transaction() -> None:
    """Roll back whatever was begun; a connection that is gone has nothing to roll back."""
    try:
        db.session.rollback()
    except (SQLAlchemyError, OSError):
        db.session.remove()


def report(problem: BaseException) -> str:
    """Log where it broke, and of what kind, and give the id of that line.

    Messages of exceptions are left out, and so is the address: both may hold what a person typed.
    """
    error_id = secrets.token_hex(4)
    rule = request.url_rule.rule if request.url_rule else "(no route)"
    log.error("%s: %s %s\n%s", error_id, request.method, rule, traced(problem))
    return error_id
