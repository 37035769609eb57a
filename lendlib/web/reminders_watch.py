"""The banner of the staff: whether the worker lives and letters go out, asked once a minute a depot and process."""

from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from lendlib.db import db
from lendlib.operations.reminders_trouble import how_it_goes
from lendlib.rules.trouble import Trouble, troubles
from lendlib.web.doors import current_door
from lendlib.web.moments import now

KNOWN_FOR = timedelta(minutes=1)


class Watch:
    """What was found for each depot, and when; the first look is when we began to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun_at: datetime | None = None
        self._found: dict[int | None, tuple[datetime, list[Trouble]]] = {}

    def look(self, depot_id: int | None, moment: datetime, *, afresh: bool = False) -> list[Trouble]:
        """What is wrong, at most a minute old, or as of now."""
        with self._lock:
            self._begun_at = min(self._begun_at or moment, moment)
            begun_at = self._begun_at
            known = self._found.get(depot_id)
        if known and not afresh and timedelta() <= moment - known[0] < KNOWN_FOR:
            return known[1]
        found = troubles(*how_it_goes(db.session(), depot_id, moment), begun_at, moment)
        with self._lock:
            self._found[depot_id] = (moment, found)
        return found


def look_at_letters(*, afresh: bool = False) -> list[Trouble]:
    """What is wrong where the person stands. A page is shown without the banner rather than not at all."""
    watch: Watch = current_app.extensions["lendlib.watch"]
    depot = current_door().depot
    try:
        return watch.look(depot.id if depot else None, now(), afresh=afresh)
    except SQLAlchemyError:
        return []


def keep_watch(app: Flask) -> None:
    """Let every whole page of the staff ask."""
    app.extensions["lendlib.watch"] = Watch()
    app.jinja_env.globals["letters_troubles"] = look_at_letters
