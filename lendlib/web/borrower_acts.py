"""What a borrower does through the private link: renews, and is forgotten.

No CSRF token: it keeps a stranger's page from sending a form in the name of a cookie, and here no cookie counts. The
address is the proof, and whoever knows it needs no trick; so a phone that keeps no cookies renews too.
"""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations.housekeeping import tidy_file
from lendlib.operations.links_acts import BackMeanwhile, NothingLeft, forget_self, renew_own
from lendlib.rules.errors import NotFound, Refused
from lendlib.web.borrower import link_page, page_of, room
from lendlib.web.borrower_visit import Behind, behind
from lendlib.web.doors import public
from lendlib.web.faults import give_up_transaction
from lendlib.web.numbers import as_id
from lendlib.web.refusals import translate


@room.post("/l/<token>")
@public
def renew(token: str) -> Response:
    """Renew all of the loans that the button names, or none, and show the page anew."""
    seen = behind(token, is_writing=True)
    ids = [as_id(text) for text in request.form.get("loans", "").split()]
    try:
        done = renew_own(seen.act(), [number for number in ids if number is not None])
        seen.session.commit()
    except NotFound:
        return _refused(token, BackMeanwhile())
    except Refused as no:
        return _refused(token, no)
    return redirect(url_for("borrower.link", token=token, renewed=done.command_id), 303)


def _refused(token: str, no: Refused) -> Response:
    give_up_transaction()
    seen = behind(token)
    return make_response(page_of(seen, no if seen.things() else NothingLeft()), no.status)


@room.get("/l/<token>/forget")
@public
def forgetting(token: str) -> str:
    """What erasing oneself means, and the button."""
    return _forget_page(behind(token))


@room.post("/l/<token>/forget")
@public
def forget(token: str) -> Response:
    """Erase the borrower now, in the file too. Where the depot still keeps them, the page says why."""
    seen = behind(token, is_writing=True)
    try:
        forget_self(seen.act())
        seen.session.commit()
    except Refused as no:
        give_up_transaction()
        return make_response(_forget_page(behind(token), no), no.status)
    tidy_file(db.engine)
    return redirect(url_for("borrower.link", token=token, forgotten=1), 303)


def _forget_page(seen: Behind, no: Refused | None = None) -> str:
    return render_template(
        "borrower/forget.html",
        linked=seen.linked,
        may_forget=seen.linked.may_forget(seen.depot),
        no=translate(no) if no else None,
        link_page=link_page(),
    )


TAKEN_WITHOUT_TOKEN = (renew, forget)
