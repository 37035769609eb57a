"""What the statistics are asked, and by whom: the same for a page, its picture and its files."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from flask import g, request

from lendlib.db import db
from lendlib.operations import statistics
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics_places import Places, places
from lendlib.operations.statistics_sight import Sight
from lendlib.operations.statistics_things import Things, things
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Asked, Table
from lendlib.rules.statistics_asked import Known, Query, read_asked, way_of, written
from lendlib.rules.statistics_reports import REPORTS, Report, Way
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.doors import COUNTER, Door, current_door, open_to
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now

USUAL_ZONE = "Europe/Stockholm"
for_readers = open_to(*Role)


@dataclass(frozen=True)
class Reader:
    """Who reads: what they may see, which places and categories that is, their language and their day."""

    sight: Sight
    places: Places
    things: Things
    language: str
    today: date

    @cached_property
    def known(self) -> Known:
        """What an address may name: depots, and areas that are seen whole."""
        reach, depots = self.sight.reach, self.places.depots.values()
        codes = {depot.slug for depot in depots}
        codes |= {depot.municipality_code for depot in depots if reach.holds_place(depot.municipality_code)}
        codes |= {depot.county_code for depot in depots if reach.is_all or depot.county_code in reach.counties}
        keys = {member.code for member in (*self.things.became.values(), *self.things.groups.values())}
        return Known(codes, keys)

    def named(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """The places that are asked for; where that is all that one sees, by name."""
        reach = self.sight.reach
        if asked or reach.is_all:
            return asked
        slugs = {depot.slug for depot in self.places.depots.values() if depot.id in reach.depots}
        return tuple(sorted(reach.counties | reach.municipalities | slugs))


@dataclass(frozen=True)
class Question:
    """One question to one report. `query` is its address' query, the same for everybody who asks it."""

    report: Report
    asked: Asked
    reader: Reader

    @property
    def way(self) -> Way:
        """How the figures are told apart."""
        return way_of(self.asked, self.report)

    @property
    def query(self) -> str:
        """What stands behind the question mark, without it."""
        return query_of(self.asked, self.report)

    @property
    def places(self) -> Places:
        """The depots that it is about."""
        return places(db.session(), self.asked.places, self.reader.sight)

    @property
    def named(self) -> Asked:
        """The same with its places by name, so that others who see more are shown the same figures."""
        return replace(self.asked, places=self.reader.named(self.asked.places))

    @property
    def leaves_depots(self) -> bool:
        """Whether it tells something of borrowers to who is not staff of each depot: only fixed tables may."""
        return self.way.is_of_borrowers and not self.places.sees_cells

    @property
    def stays(self) -> bool:
        """Whether it is for the depot's own staff to read alone: only fixed tables are taken along."""
        return self.way.is_of_borrowers

    def answer(self) -> Table:
        """The table. Raises Refused where there is no such figure."""
        reader = self.reader
        return statistics.answer(db.session(), self.asked, reader.sight, reader.language, reader.today)


def query_of(asked: Asked, report: Report) -> str:
    """A question as an address has it."""
    return urlencode(written(asked, report))


def query_here() -> Query:
    """What the address of this request asks."""
    return dict(request.args.lists())


def reader_here() -> Reader:
    """Who stands at the door, once a request."""
    if "statistics_reader" not in g:
        door, session, language = current_door(), db.session(), chosen_language()
        sight = Sight.of(_looking_roles(door))
        zone = door.depot.time_zone if door.depot else USUAL_ZONE
        seen = places(session, (), sight)
        g.statistics_reader = Reader(sight, seen, things(session, (), language), language, day_of(now(), zone))
    reader: Reader = g.statistics_reader
    return reader


def report_named(name: str) -> Report:
    """A report. Raises NotFound."""
    if name not in REPORTS:
        raise NotFound
    return REPORTS[name]


def question_here(report: Report) -> Question:
    """What this request asks of a report. Raises BadQuestion."""
    reader = reader_here()
    return Question(report, read_asked(query_here(), report, reader.known, reader.today), reader)


def _looking_roles(door: Door) -> list[RoleHere]:
    """The roles that let one see figures: of the counter only where one stands, others as far as they reach."""
    wide = [held for held in door.roles if held.role not in COUNTER]
    if door.depot is None or not door.may(*COUNTER):
        return wide
    return [*wide, RoleHere(Role.VOLUNTEER, Scope.DEPOT, depot_id=door.depot.id)]
