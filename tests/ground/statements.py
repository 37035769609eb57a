"""Hearing what is said to a database, whichever way it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event

from lendlib.operations.plain_reading import PlainQuestion


@contextmanager
def hearing(who: Connection | Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent from now on, each with what it binds."""
    heard: list[tuple[str, Any]] = []
    ask = PlainQuestion.untold

    def asking(question: PlainQuestion, connection: Connection, **given: Any) -> list[Any]:
        heard.append((question.words, question.values(given)))
        return ask(question, connection, **given)

    def sending(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        heard.append((statement, values))

    event.listen(who, "before_cursor_execute", sending)
    try:
        with patch.object(PlainQuestion, "untold", asking):
            yield heard
    finally:
        event.remove(who, "before_cursor_execute", sending)
