"""Calendar files, read by vobject: a second opinion that shares no line with what writes them."""

import re
from typing import Any

import vobject
from vobject.icalendar import registerTzid


def events_in(file: str) -> list[Any]:
    """The events of a file, by its own time zones: the reader would keep those of the file that it read before."""
    for zone in re.findall(r"^TZID:(.+?)\r?$", file, re.M):
        registerTzid(zone, None)
    return list(vobject.readOne(file).vevent_list)
