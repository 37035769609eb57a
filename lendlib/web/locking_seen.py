"""When a sign-in was last used: what a counter's lock counts from."""

from sqlalchemy.exc import SQLAlchemyError

from lendlib.db import begin_writing, db
from lendlib.operations.locking import touch, wants_touch
from lendlib.operations.sessions import SignedIn
from lendlib.rules.errors import Refused
from lendlib.web.moments import now


def be_seen(signed: SignedIn) -> None:
    """Write down that the sign-in is used, once a minute at most, in a transaction of its own before any other.

    Where the database has no room for it, the page is more important.
    """
    if not wants_touch(signed, now()):
        return
    try:
        begin_writing(db.session())
        touch(db.session(), signed.session_id, now())
        db.session.commit()
    except (Refused, SQLAlchemyError):
        db.session.rollback()
