"""Loaded by a server under test before anything else: shows in a shared byte when it is inside a write."""

import mmap
import os
from typing import Any

from sqlalchemy import Engine, Pool, event

INSIDE, OUTSIDE = 1, 0

with open(os.environ["MARK_FILE"], "r+b") as _file:
    mark = mmap.mmap(_file.fileno(), 1)


@event.listens_for(Engine, "after_cursor_execute")
def _entered(connection: Any, *_rest: Any) -> None:
    if connection.get_execution_options().get("is_writing"):
        connection.info["is_marked"] = True
        mark[0] = INSIDE


@event.listens_for(Pool, "checkin")
def _left(_connection: Any, record: Any) -> None:
    if record.info.pop("is_marked", False):
        mark[0] = OUTSIDE
