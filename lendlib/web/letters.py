"""The room of letters that no channel carries: read at the depot, by those at its counter."""

from flask import Blueprint, render_template

from lendlib.operations.reminders_kept import A_PAGE, kept_letters
from lendlib.web.acts import reading
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.links import link_of
from lendlib.web.numbers import number_in_address
from lendlib.web.reminders_wording import NOTICE_KINDS

room = Blueprint("letters", __name__, url_prefix="/letters")
LAST_PAGE = 10_000


@room.get("")
@open_to(*COUNTER)
def kept() -> str:
    """What was written to whom, the newest first."""
    page = min(max(number_in_address("page"), 1), LAST_PAGE)
    letters, has_older = kept_letters(reading(), page)
    return render_template(
        "letters/kept.html",
        letters=[(letter, link_of(letter)) for letter in letters],
        names=NOTICE_KINDS,
        page=page,
        has_older=has_older,
        first=(page - 1) * A_PAGE + 1,
    )
