"""The depots' room, for administrators: the network, a depot's card, making, correcting, copying, choosing one."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import copying, depots_making
from lendlib.operations.acts import Act, Keys
from lendlib.operations.copying import Part
from lendlib.operations.depots import municipalities
from lendlib.operations.depots_making import Described, Founder
from lendlib.operations.network import Reach, branches_in_reach, in_reach, names_in_reach, network
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import begin_act, finish
from lendlib.web.depots_list import Listing
from lendlib.web.depots_words import PARTS, hours_words, value_words, what_words
from lendlib.web.doors import NotOpenToYou, current_door, open_to, signed_in
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.depots import CopyForm, DepotForm
from lendlib.web.languages import chosen_language, own_path
from lendlib.web.moments import now
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.refusals import tell
from lendlib.web.wording import DEPOT_STATES

room = Blueprint("depots", __name__)
room.add_app_template_filter(hours_words, "hours_words")

Page = str | tuple[str, int] | Response
MANY = 12


@room.get("/depots")
@open_to(Role.ADMINISTRATOR, anywhere=True)
def index() -> str:
    """Every depot and branch that one looks after, with its figures; sorted and narrowed by the address."""
    reach = _reach()
    listing = Listing.of(network(db.session(), reach, now()), request.args)
    return render_template("depots/network.html", listing=listing, reach=reach, states=DEPOT_STATES)


@room.get("/depots/choose")
@signed_in
def choose() -> str:
    """The depots that one works at, to stand at another one."""
    text = request.args.get("q", "").strip()[:80]
    door = current_door()
    found = [place for place in door.depots if text.casefold() in place[2].casefold()]
    found.sort(key=lambda place: place[2].casefold())
    onward = own_path(request.args.get("next"))
    return render_template("depots/choose.html", found=found, text=text, next=onward, many=len(door.depots) > MANY)


@room.route("/depots/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR, anywhere=True)
def new() -> Page:
    """A new depot, or a branch of one."""
    reach, form = _reach(), DepotForm()
    _offer(form, reach)
    if request.method == "GET":
        parent = number_in_address("parent")
        above = in_reach(db.session(), reach, parent) if parent else None
        if above is not None:
            form.parent.data = form.copies.data = str(above.id)
            form.municipality.data = above.municipality_code
            form.time_zone.data = above.time_zone
        return _new_page(form, reach)
    if not form.validate():
        return _new_page(form, reach), 422
    try:
        begin_writing(db.session())
        copies = int(form.copies.data) if form.copies.data else None
        done = depots_making.make(_founder(reach), form.described(), copies)
        db.session.commit()
    except NotFound:
        raise
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return _new_page(form, reach), no.status
    flash(_("The depot is made. It practises until you open it."), "good")
    return redirect(url_for("depots.depot", depot_id=done.result["depot"]), 303)


@room.get("/depots/<int:depot_id>")
@open_to(Role.ADMINISTRATOR, anywhere=True)
def depot(depot_id: int) -> str:
    """One depot on a card: what it is, its branches, and what an administrator does with it."""
    reach = _reach()
    here = in_reach(db.session(), reach, depot_id)
    known = depots_making.described(db.session(), here.id)
    family = {here.id, *branches_in_reach(db.session(), reach, here.id)}
    places = network(db.session(), Reach(depots=frozenset(family)), now())
    place = next(place for place in places if place.depot.id == here.id)
    branches = [place for place in places if place.depot.id != here.id]
    return render_template("depots/depot.html", place=place, known=known, branches=branches, reach=reach)


@room.route("/depots/<int:depot_id>/edit", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR, anywhere=True)
def edit(depot_id: int) -> Page:
    """Correct what is known of a depot."""
    reach = _reach()
    here = in_reach(db.session(), reach, depot_id)
    known = depots_making.described(db.session(), here.id)
    form = DepotForm()
    _offer(form, reach, known)
    if request.method == "GET":
        form.show(known)
        return render_template("depots/edit.html", form=form, this_depot=here)
    form.copies.data = ""
    if not form.validate():
        return render_template("depots/edit.html", form=form, this_depot=here), 422
    try:
        act = _begin_at(here)
        depots_making.edit(act, reach, form.described())
        finish(act)
    except NotFound:
        raise
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return render_template("depots/edit.html", form=form, this_depot=here), no.status
    flash(_("Saved."), "good")
    return redirect(url_for("depots.depot", depot_id=here.id), 303)


@room.route("/depots/<int:depot_id>/copy", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR, anywhere=True)
def copy(depot_id: int) -> Page:
    """What would change if this depot took over another's rules; and taking them over."""
    reach = _reach()
    here = in_reach(db.session(), reach, depot_id)
    form = CopyForm(request.form if request.method == "POST" else request.args)
    form.offer(names_in_reach(db.session(), reach), here.id)
    source = _source(form, reach)
    if request.method == "GET" or source is None:
        return _copy_page(form, here, source), 422 if request.method == "POST" else 200
    chosen = [Part(word) for word in request.form.getlist("part") if word in set(Part)]
    try:
        act = _begin_at(here)
        copying.copy_from(act, source, chosen, form.seen.data or "")
        finish(act)
    except NotFound:
        raise
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return _copy_page(form, here, source, chosen), no.status
    flash(_("Copied from %(depot)s.", depot=source.name), "good")
    return redirect(url_for("depots.depot", depot_id=here.id), 303)


def _reach() -> Reach:
    return Reach.of(current_door().roles)


def _founder(reach: Reach) -> Founder:
    door = current_door()
    if door.staff is None:
        raise NotOpenToYou
    keys: Keys = current_app.extensions["lendlib.keys"]
    key = request.form.get("command_key", "")
    return Founder(db.session(), reach, door.staff.id, door.session_id, keys, key, now())


def _begin_at(here: DepotPolicy) -> Act:
    """An act at that depot, which the form names. Raises NotFound when it names another."""
    act = begin_act()
    if act.depot.id != here.id:
        raise NotFound
    return act


def _offer(form: DepotForm, reach: Reach, known: Described | None = None) -> None:
    """Fill the lists with what is in reach, and with what stands there already."""
    places = [
        place
        for place in municipalities(db.session())
        if reach.holds_place(place[0]) or (known is not None and place[0] == known.municipality_code)
    ]
    depots = names_in_reach(db.session(), reach)
    if known is not None and known.parent_id is not None and known.parent_id not in {id_ for id_, _name in depots}:
        above = depots_making.described(db.session(), known.parent_id)
        depots = [*depots, (known.parent_id, above.name)]
    form.offer(places, depots)


def _new_page(form: DepotForm, reach: Reach) -> str:
    return render_template("depots/new.html", form=form, reach=reach)


def _source(form: CopyForm, reach: Reach) -> DepotPolicy | None:
    """The depot to copy from; none while nothing fit is chosen."""
    if not form.source.data:
        if request.method == "POST":
            form.validate()
        return None
    source_id = as_id(str(form.source.data))
    if source_id is None:
        raise NotFound
    return in_reach(db.session(), reach, source_id)


def _copy_page(form: CopyForm, here: DepotPolicy, source: DepotPolicy | None, chosen: list[Part] | None = None) -> str:
    planned = None
    if source is not None:
        act = _founder(_reach()).at(here)
        planned = copying.plan(act, source.id, chosen_language())
        form.seen.data = planned.seen
        return render_template(
            "depots/copy.html",
            form=form,
            this_depot=here,
            source=source,
            planned=planned,
            parts=PARTS,
            chosen=list(Part) if chosen is None else chosen,
            may_copy_hours=here.is_practising(act.today),
            what_words=what_words,
            value_words=value_words,
        )
    return render_template("depots/copy.html", form=form, this_depot=here, source=None)
