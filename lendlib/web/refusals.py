"""Every no, and every fault, as a page in the person's language: what happened, and what to do now."""

from datetime import date, datetime

from flask import Flask, render_template, request
from flask_babel import format_decimal, gettext
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import What
from lendlib.web.faults import Fault, SentTooLate, give_up_transaction, refusal_behind, report
from lendlib.web.filters import format_day, format_when
from lendlib.web.forms import Form
from lendlib.web.wording import said

TITLES = {
    400: N_("The form could not be read"),
    403: N_("Not open to you"),
    404: N_("Not found"),
    405: N_("That can't be done here"),
    410: N_("No longer here"),
    413: N_("That is too large"),
    429: N_("Too many at once"),
    500: N_("Something broke"),
    503: N_("Not right now"),
}
OTHERWISE = N_("That did not work")
SAID = {
    400: (N_("The request could not be read. Nothing was changed."), N_("Go back, reload the page and try again.")),
    403: (N_("This page is not open to you."), N_("Ask a coordinator or an administrator if you need it.")),
    404: (N_("There is no such page."), N_("Check the address, or begin at the start page.")),
    405: (N_("This address is not a page to open like this."), N_("Begin at the start page.")),
    413: (N_("What was sent is too large. Nothing was changed."), N_("Send fewer or smaller things at a time.")),
    429: (N_("Too many tries in a short time. Nothing was changed."), N_("Wait a minute, then try again.")),
}
SAID_OTHERWISE = (N_("That request could not be answered. Nothing was changed."), N_("Begin at the start page."))


def translate(refused: Refused) -> tuple[str, str]:
    """The sentence and the advice of a refusal in the person's language, its values filled in."""
    values = {name: _shown(value) for name, value in refused.values.items()}
    return _filled(refused.sentence, values), _filled(refused.advice, values)


def tell(form: Form, refused: Refused) -> None:
    """Put a refusal into the form that asked: at the field that it names, or above them all."""
    sentence, advice = translate(refused)
    words = f"{sentence} {advice}".strip()
    if refused.field and refused.field in form:
        field = form[refused.field]
        field.errors = [*field.errors, words]
    else:
        form.form_errors.append(words)


def _shown(value: object) -> object:
    if isinstance(value, What):
        return said(value)
    if isinstance(value, datetime):
        return format_when(value)
    if isinstance(value, date):
        return format_day(value)
    # A year is no amount: what has four figures is left as it is.
    return format_decimal(value) if isinstance(value, int) and value >= 10_000 else value


def _filled(sentence: str, values: dict[str, object]) -> str:
    words: str = gettext(sentence) if sentence else ""
    return words.format(**values) if values else words


def answer(status: int, sentence: str, advice: str, error_id: str | None = None) -> Response:
    """A page, or for a part of a page its fragment, that says no."""
    told = {
        "title": gettext(TITLES.get(status, OTHERWISE)),
        "sentence": sentence,
        "advice": advice,
        "error_id": error_id,
        "status": status,
    }
    template = "errors/_refusal.html" if "HX-Request" in request.headers else "errors/error.html"
    response = Response(_page(template, told), status=status, mimetype="text/html")
    if status in {429, 503}:
        response.headers["Retry-After"] = "5"
    return response


def _page(template: str, told: dict[str, object]) -> str:
    try:
        return render_template(template, **told)
    except Exception:
        if told["status"] != 500:
            raise
    # The page itself is broken: say it in bare words, so that the fault is not hidden behind a second one.
    return str(escape(f"{told['title']}. {told['sentence']} {told['advice']} {told['error_id']}"))


def on_refused(refused: Refused) -> Response:
    """A rule said no, and no page caught it."""
    give_up_transaction()
    return answer(refused.status, *translate(refused))


def on_http(problem: HTTPException) -> Response:
    """Werkzeug said no: a wrong address, method or size. Redirects pass."""
    if isinstance(problem, InternalServerError):
        return on_fault(problem.original_exception or problem)
    if problem.code is None or problem.code < 400:
        return problem.get_response()
    give_up_transaction()
    sentence, advice = SAID.get(problem.code, SAID_OTHERWISE)
    response = answer(problem.code, gettext(sentence), gettext(advice))
    for name, value in problem.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def on_csrf(problem: CSRFError) -> Response:
    """The form belongs to another sign-in, or to no page of ours."""
    return on_refused(SentTooLate())


def on_fault(problem: BaseException) -> Response:
    """The program or the database broke: nothing is kept, and an id leads to the log's line."""
    give_up_transaction()
    refused = refusal_behind(problem) or Fault()
    error_id = report(problem)
    return answer(refused.status, *translate(refused), error_id=error_id)


def say_no(app: Flask) -> None:
    """Let every refusal and fault end in one of these pages."""
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_fault)
