"""Pages of the house itself: where to begin, what this is, and how accessible it is."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations.depots import depots_lending
from lendlib.operations.forgetting_rules import days_kept, grace_of_all
from lendlib.operations.staff import is_anyone_here
from lendlib.rules.backups import DAILY, LONGEST_DAYS
from lendlib.web.doors import current_door, opens, public
from lendlib.web.languages import current_config
from lendlib.web.public_depots import all_depots

room = Blueprint("house", __name__)


@room.get("/")
@public
def begin() -> Response | str:
    """Lead staff to the counter, others to the depots, or to sign in where phones can't come; or to the first start."""
    door = current_door()
    if door.staff is not None:
        return redirect(_first_page())
    if not is_anyone_here(db.session()):
        return render_template("house/first_start.html")
    return all_depots() if current_config().has_borrower_pages else redirect(url_for("staff.sign_in"))


def _first_page() -> str:
    """Where the day begins: at the counter, with the depots that one looks after, or with figures."""
    pages = ("/counter", url_for("depots.index"), url_for("statistics.index"))
    return next((page for page in pages if opens(page)), url_for("staff.account"))


@room.get("/about")
@public
def about() -> str:
    """What lendlib is, and what it keeps of whom."""
    return _page("house/about.html")


@room.get("/kept")
@public
def kept() -> str:
    """What is kept about who borrows, why and for how long, and how to be erased."""
    session = db.session()
    return _page(
        "house/kept.html",
        days=days_kept(session),
        grace=grace_of_all(session),
        nights=DAILY,
        longest=LONGEST_DAYS,
        has_backups=current_config().backups_folder is not None,
    )


@room.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement that the law on digital public service asks for."""
    return _page("house/accessibility.html")


def _page(template: str, **told: Any) -> str:
    """A page that says who is behind it, and how they are reached."""
    depots = depots_lending(db.session())
    return render_template(template, depots=depots, contact_email=current_config().contact_email, **told)
