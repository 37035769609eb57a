"""Which language a person is met in: chosen, else the account's, else the browser's; Swedish first."""

from urllib.parse import urlencode

from flask import Blueprint, Flask, current_app, g, redirect, request
from flask_babel import Babel, get_locale
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from config import ROOT, Config
from lendlib.db import db, let_nothing_be_written
from lendlib.rules.errors import NotFound
from lendlib.web.addresses import AS_TYPED, without_numbers
from lendlib.web.doors import Door, public

LANGUAGES = {"sv": "Svenska", "en": "English"}
COOKIE = "language"
A_YEAR = 365 * 24 * 3600

room = Blueprint("languages", __name__)


def chosen_language() -> str:
    """The language of this request. Reads no database: an account counts once its door is open."""
    cookie = request.cookies.get(COOKIE)
    if cookie in LANGUAGES:
        return cookie
    door: Door | None = g.get("door")
    if door is not None and door.staff is not None and door.staff.language in LANGUAGES:
        return door.staff.language
    wanted = {tag.lower().partition("-")[0] for tag, quality in request.accept_languages if quality > 0}
    return "en" if "en" in wanted and "sv" not in wanted else "sv"


def _time_zone() -> str | None:
    door: Door | None = g.get("door")
    return door.depot.time_zone if door is not None and door.depot is not None else None


def own_path(text: str | None) -> str:
    """A path of our own to go on to; the start page for anything that could lead elsewhere.

    What looks like a personal identity number is left out of it.
    """
    path = text or "/"
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return without_numbers(path) if is_own else "/"


def keep_language(response: Response, language: str, config: Config) -> None:
    """Remember the language in a cookie for a year."""
    response.set_cookie(COOKIE, language, max_age=A_YEAR, secure=config.is_https, httponly=True, samesite="Lax")


@room.post("/language")
@public
def choose() -> Response:
    """Choose a language and go back to where one was.

    With `shows`, a half typed form came along: it goes on to its own page, which shows it and writes nothing.
    """
    language = request.args.get("language") or request.form.get("language", "")
    if language not in LANGUAGES:
        raise NotFound
    shows = own_path(request.args.get("shows"))
    if shows == "/":
        response = redirect(own_path(request.form.get("next")), 303)
    else:
        response = redirect(f"{shows}{'&' if '?' in shows else '?'}{urlencode({AS_TYPED: 1})}", 307)
    keep_language(response, language, current_config())
    return response


def is_only_shown() -> bool:
    """Whether a form came to be shown again as it was typed, in another language."""
    return request.method == "POST" and AS_TYPED in request.args


def show_as_typed() -> None:
    """Whatever a page would do with a form that is only shown is not done."""
    if is_only_shown():
        let_nothing_be_written(db.session())


def current_config() -> Config:
    """The settings that the app was started with."""
    config: Config = current_app.config["LENDLIB"]
    return config


def speak(app: Flask) -> None:
    """Join the catalogues to the app."""
    Babel(
        app,
        default_locale="sv",
        default_timezone="Europe/Stockholm",
        default_translation_directories=str(ROOT / "lendlib" / "translations"),
        locale_selector=chosen_language,
        timezone_selector=_time_zone,
    )
    app.before_request(show_as_typed)
    # Pages for everybody set no cookie, and so can prove nothing; what this form does harms nobody.
    app.extensions["csrf"].exempt(choose)
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES
    app.jinja_env.globals["locale"] = LocalProxy(get_locale)
