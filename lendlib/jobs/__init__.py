"""Floor 5: what the worker does. One job a file; each asks the database what is owed, and is safe late or twice."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from flask import Flask

from lendlib.rules.forgetting import Kept


@dataclass(frozen=True)
class Job:
    """One thing that the worker does every so often: `run` does all that is owed by now, and says how much it was.

    It is called inside the app's context, and begins and ends its own transactions.
    """

    name: str
    every_seconds: int
    run: Callable[[Flask, datetime], dict[str, int]]


def is_stopping(app: Flask) -> bool:
    """Whether the worker was asked to end: a job that does one thing after the other ends after the one at hand."""
    asked: Event | None = app.extensions.get("lendlib.stopping")
    return asked is not None and asked.is_set()


def tell(log: logging.Logger, removed: Mapping[Kept, int]) -> None:
    """A line in the worker's log of how many rows of each kind went, never whose; none where nothing did."""
    went = [f"{rows} {what}" for what, rows in removed.items() if rows]
    if went:
        log.info("Removed %s.", ", ".join(went))
