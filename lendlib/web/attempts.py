"""An act that a form asks for: done and made true, or the form told why not, so that its page is shown again."""

from collections.abc import Callable

from flask import request

from lendlib.operations.acts import Act
from lendlib.operations.commands import Done, KeyUsedOtherwise
from lendlib.rules.errors import OnlyShown, Refused
from lendlib.rules.seen import SavedMeanwhile, mark_of
from lendlib.web.acts import begin_act, finish
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms import Form
from lendlib.web.refusals import tell


def attempt(form: Form, deed: Callable[[Act], Done]) -> Done | Refused:
    """Do it and commit; a refusal goes to the form and comes back. What no form can mend is raised (400, 403, 404)."""
    try:
        act = begin_act()
        done = deed(act)
        finish(act)
    except Refused as no:
        if no.status in (400, 403, 404):
            raise
        give_up_transaction()
        if not isinstance(no, OnlyShown):
            tell(form, no)
        return no
    return done


def key_to_give(no: Refused | None) -> str | None:
    """The key of a form that is shown again: its own, unless that one is spent."""
    return None if isinstance(no, KeyUsedOtherwise) else request.form.get("command_key")


def seen_to_give(no: Refused | None, kept: object) -> str:
    """The mark of what the person has seen: what their form carries, until they are shown that it is other now."""
    carried = request.form.get("seen")
    return mark_of(kept) if carried is None or isinstance(no, SavedMeanwhile) else carried
