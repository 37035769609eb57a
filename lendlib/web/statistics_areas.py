"""Places that a person looks after whole: which reports they read, which they issue, and where such an act stands."""

from collections.abc import Callable

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from lendlib.db import begin_writing, db
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.network import Reach, in_reach
from lendlib.operations.statistics_places import Standing
from lendlib.operations.yearly import depot_ids
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import By
from lendlib.rules.yearly import Place
from lendlib.web.acts import act_beside, finish
from lendlib.web.doors import current_door
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms import Form
from lendlib.web.refusals import tell
from lendlib.web.statistics_questions import Reader, reader_here

ALL = "all"
ISSUERS = (Role.COORDINATOR, Role.ORGANISER, Role.ADMINISTRATOR)


def place_named(code: str, reader: Reader) -> Place:
    """The place of an address: a depot's short name, a municipality, a county, or all. Raises NotFound out of sight."""
    if code == ALL and reader.sight.reach.is_all:
        return Place(Scope.ALL, "", "")
    if code not in reader.known.places:
        raise NotFound
    for depot in reader.places.depots.values():
        if code == depot.slug:
            return Place(Scope.DEPOT, str(depot.id), depot.name)
    depot = next(one for one in reader.places.depots.values() if code in (one.municipality_code, one.county_code))
    is_county = code == depot.county_code
    return Place(
        Scope.COUNTY if is_county else Scope.MUNICIPALITY, code, depot.county if is_county else depot.municipality
    )


def code_of(place: Place, reader: Reader) -> str:
    """How an address names a place. Raises NotFound for a depot out of sight."""
    if place.scope is not Scope.DEPOT:
        return place.code or ALL
    depot = reader.places.depots.get(int(place.code))
    if depot is None:
        raise NotFound
    return depot.slug


def widest(reader: Reader) -> str:
    """The largest place that a person sees whole, offered first."""
    if reader.sight.reach.is_all and len(reader.places.depots) > 1:
        return ALL
    known = reader.known.places
    for by in (By.COUNTY, By.MUNICIPALITY, By.DEPOT):
        for member in reader.places.members(by):
            if member.code in known:
                return member.code
    raise NotFound


def choices(reader: Reader, which: Callable[[Place], bool] = lambda place: True) -> list[SelectChoice]:
    """The places to choose from, the wider first; those alone that `which` lets pass."""
    found = []
    if reader.sight.reach.is_all:
        found.append(SelectChoice(ALL, _("All depots")))
    groups = ((By.COUNTY, _("Counties")), (By.MUNICIPALITY, _("Municipalities")), (By.DEPOT, _("Depots")))
    for by, group in groups:
        members = [member for member in reader.places.members(by) if member.code in reader.known.places]
        found += [SelectChoice(member.code, member.name, None, group) for member in members]
    return [choice for choice in found if which(place_named(str(choice.value), reader))]


def may_issue(place: Place, reader: Reader) -> bool:
    """Whether one issues reports and gives prices there: who organises or administers it whole, or coordinates it."""
    roles = current_door().roles
    wide = Reach.of(roles, (Role.ORGANISER, Role.ADMINISTRATOR))
    if place.scope is Scope.DEPOT:
        depot: Standing = reader.places.depots[int(place.code)]
        own = Reach.of(roles, ISSUERS)
        return depot.id in own.depots or own.holds_place(depot.municipality_code)
    if place.scope is Scope.MUNICIPALITY:
        return wide.holds_place(place.code)
    return wide.is_all or (place.scope is Scope.COUNTY and place.code in wide.counties)


def attempt_at(place: Place | None, form: Form, deed: Callable[[Act], Done]) -> Done | Refused:
    """Do it and commit. Who looks after an area stands at no depot: the act stands at the first of the area's.

    A refusal goes to the form and comes back. What no form can mend is raised (400, 403, 404).
    """
    session = db.session()
    first = min(depot_ids(session, place)) if place else min(reader_here().places.depots, default=0)
    depot = in_reach(session, Reach(is_all=True), first)
    try:
        begin_writing(session)
        act = act_beside(depot)
        done = deed(act)
        finish(act)
    except Refused as no:
        if no.status in (400, 403, 404):
            raise
        give_up_transaction()
        tell(form, no)
        return no
    return done
