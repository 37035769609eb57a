"""The form that asks a report; it stands in the address."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from lendlib.db import swedish_key
from lendlib.operations.statistics_places import Places
from lendlib.operations.statistics_things import Things
from lendlib.rules.statistics import Asked, Member
from lendlib.rules.statistics_asked import told, way_of
from lendlib.rules.statistics_reports import Report
from lendlib.rules.vocabulary_statistics import By
from lendlib.web.forms import Form
from lendlib.web.forms.days import SelectMultipleCheckboxField
from lendlib.web.statistics_words import DIMENSIONS, MEASURES


class QuestionForm(Form):
    """What a report is asked. Places and categories that are chosen already are ticked; one more can be picked."""

    from_on = StringField(_("From"), name="from")
    until_on = StringField(_("Until"), name="until")
    by = SelectField(_("Show by"), validate_choice=False)
    place = SelectField(_("Place"), validate_choice=False)
    category = SelectField(_("Things"), validate_choice=False)
    size = SearchField(_("Size"))
    measure = SelectMultipleCheckboxField(_("Figures"), validate_choice=False)
    beside = BooleanField(_("The year before beside it"))

    def __init__(self, report: Report, places: Places, named: Collection[str], things: Things, asked: Asked) -> None:
        super().__init__(MultiDict())
        self.report = report
        self.by.choices = [SelectChoice(way.word, way_words(way.by)) for way in report.ways]
        self.place.choices = place_choices(places, named)
        self.category.choices = _category_choices(things)
        self.measure.choices = [SelectChoice(one.value, MEASURES[one]) for one in way_of(asked, report).measures]
        self.chosen_places: list[Member] = []
        self.chosen_categories: list[Member] = []
        self._names = {choice.value: str(choice.label) for choice in (*self.place.choices, *self.category.choices)}

    def shows(self, asked: Asked) -> "QuestionForm":
        """Fill it with a question."""
        self.from_on.data, self.until_on.data = asked.from_on.isoformat(), asked.until_on.isoformat()
        self.by.data, self.size.data, self.beside.data = "-".join(asked.by), asked.size_text, asked.is_beside
        self.measure.data = [measure.value for measure in asked.measures]
        self.chosen_places = [Member(code, self._names.get(code, code)) for code in asked.places]
        self.chosen_categories = [Member(code, self._names.get(code, code)) for code in asked.categories]
        return self

    def keeps(self, address: MultiDict[str, str], asked: Asked) -> "QuestionForm":
        """Fill it with what an address asks in vain, and with the usual where it asks nothing."""
        self.shows(asked)
        for field in (self.from_on, self.until_on, self.by, self.size):
            field.data = told(address.get(field.name, "")) or field.data
        self.beside.data = bool(address.get("beside"))
        self.measure.data = address.getlist("measure") or self.measure.data
        self.chosen_places = self._named(address.getlist("place"))
        self.chosen_categories = self._named(address.getlist("category"))
        return self

    def _named(self, codes: list[str]) -> list[Member]:
        return [Member(told(code), self._names.get(code, told(code))) for code in dict.fromkeys(codes) if code.strip()]

    @property
    def is_narrowed(self) -> bool:
        """Whether places, things or a size are chosen."""
        return bool(self.chosen_places or self.chosen_categories or self.size.data)


def way_words(by: tuple[By, ...]) -> str:
    """What a report is told apart by, as a choice: “Month”, “Depot and month”."""
    if len(by) == 1:
        return str(DIMENSIONS[by[0]])
    return str(gettext("%(one)s and %(other)s", one=DIMENSIONS[by[0]], other=str(DIMENSIONS[by[1]]).lower()))


def place_choices(places: Places, named: Collection[str] | None = None) -> list[SelectChoice]:
    """Counties, municipalities and depots to choose from: all of them, or those that may be named."""
    found = [SelectChoice("", gettext("All that you see"))]
    for by, group in (
        (By.COUNTY, gettext("Counties")),
        (By.MUNICIPALITY, gettext("Municipalities")),
        (By.DEPOT, gettext("Depots")),
    ):
        members = [member for member in places.members(by) if named is None or member.code in named]
        found += [SelectChoice(member.code, member.name, None, group) for member in members]
    return found


def _category_choices(things: Things) -> list[SelectChoice]:
    found = [SelectChoice("", gettext("All things"))]
    kinds: dict[Member, set[Member]] = {}
    for category_id, member in things.became.items():
        group = things.groups[category_id]
        kinds.setdefault(group, set())
        if member != group:
            kinds[group].add(member)
    for group in sorted(kinds, key=_by_name):
        found.append(SelectChoice(group.code, gettext("%(group)s: all", group=group.name), None, group.name))
        for member in sorted(kinds[group], key=_by_name):
            found.append(SelectChoice(member.code, member.name, None, group.name))
    return found


def _by_name(member: Member) -> Any:
    return swedish_key(member.name), member.code
