"""Letters to send by a channel alone."""

from dataclasses import replace
from typing import Any

from lendlib.rules.letters import Letter
from lendlib.rules.vocabulary_reminders import TextForm

LONG = Letter(
    message_id="<0123456789abcdef@lend.example.org>",
    to="anna@example.org",
    form=TextForm.LONG,
    language="sv",
    sender="Testdepån",
    list_id="<testdepan.lend.example.org>",
    subject="Åkdags: lämna tillbaka på måndag",
    words="Hej Anna!\n\nSkidorna ska vara tillbaka på måndag.\n",
    html="<p>Hej Anna!</p>",
    calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
)
SHORT = replace(
    LONG, to="+46701740605", form=TextForm.SHORT, subject="", words="Hej Anna! Åter på måndag.", html="", calendar=None
)


def long(**other: Any) -> Letter:
    return replace(LONG, **other)


def short(**other: Any) -> Letter:
    return replace(SHORT, **other)
