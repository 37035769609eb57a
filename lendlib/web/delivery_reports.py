"""Where a gateway tells what became of a message. Its address is a secret that we gave to it; it signs nothing.

No CSRF token: no cookie counts here. Whatever is told is answered alike, so that nobody learns which numbers we know;
while a message is being sent, what we don't know yet is asked for again.
"""

import hmac

from flask import Blueprint, Response, request

from lendlib.db import begin_writing, db
from lendlib.operations.reminders_reports import report
from lendlib.rules.errors import NotFound
from lendlib.web.doors import public, takes_up_to
from lendlib.web.languages import current_config
from lendlib.web.moments import now

room = Blueprint("delivery_reports", __name__)
LONGEST_NUMBER = 64
FINAL = {"delivered": True, "failed": False}


@room.post("/reports/46elks/<token>")
@public
@takes_up_to(10_000)
def from_46elks(token: str) -> Response:
    """Write down that a message was delivered, or that it failed; 503 lets the gateway tell it once more."""
    if not hmac.compare_digest(token.encode(), current_config().report_secret.encode()):
        raise NotFound
    reference, is_delivered = request.form.get("id", ""), FINAL.get(request.form.get("status", ""))
    if reference and len(reference) <= LONGEST_NUMBER and "\0" not in reference and is_delivered is not None:
        begin_writing(db.session())
        is_known = report(db.session(), reference, is_delivered=is_delivered, now=now())
        db.session.commit()
        if not is_known:
            return Response(status=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    return Response(status=204, headers={"Cache-Control": "no-store"})


TAKEN_WITHOUT_TOKEN = (from_46elks,)
