"""What the camera read beside a form's field: a label's code, or nothing that goes into it."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.scans import read_scan
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.filters import spoken_code
from lendlib.web.forms.codes import bases

room = Blueprint("camera", __name__)


@room.post("/camera/read")
@open_to(*COUNTER)
def read() -> Response:
    """The code as one writes it, or none: another's address, words, a personal identity number.

    A POST, though it changes nothing: what a camera sees belongs in no address and in no log.
    """
    text = request.form.get("text", "")
    code = "" if looks_like_personnummer(text, phone_allowed=True) else read_scan(text, bases()).label_code
    return jsonify(code=spoken_code(code) or None)
