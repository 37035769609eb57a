"""Forms of the depots' room: a depot as a place, its state, what it copies."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, FloatField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from lendlib.operations.depots_making import Described
from lendlib.rules.vocabulary import DepotState
from lendlib.web.forms import Form
from lendlib.web.forms.words import TOO_LONG, no_personnummer, one_line
from lendlib.web.wording import DEPOT_STATES

USUAL_ZONE = "Europe/Stockholm"


class CoordinateField(FloatField):  # type: ignore[misc]
    """Degrees with decimals, by point or comma, no further from zero than `furthest`."""

    widget = TextInput()

    def __init__(self, label: object, *, furthest: float, **kwargs: object) -> None:
        super().__init__(label, [Optional()], **kwargs)
        self.furthest = furthest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the degrees, and say in our words how they are written."""
        text = (valuelist[0] if valuelist else "").strip().replace(",", ".").replace("−", "-")
        if not text:
            self.data = None
            return
        try:
            self.data = float(text)
        except ValueError:
            self.data = None
        if self.data is None or not -self.furthest <= self.data <= self.furthest:
            self.data = None
            raise ValueError(gettext("Write degrees with decimals, like 59.3793."))


class ComingDayField(DateField):  # type: ignore[misc]
    """A day, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, and say in our words how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write the day like this: 2026-11-23.")) from None


class DepotForm(Form):
    """A depot as a place."""

    depot_name = StringField(
        _("Name"),
        [InputRequired(_("Fill this in.")), Length(max=80, message=TOO_LONG), no_personnummer],
        filters=[one_line],
    )
    municipality = SelectField(_("Municipality"), [InputRequired(_("Choose one from the list."))])
    parent = SelectField(_("Branch of"))
    copies = SelectField(_("Copy rules and hours from"))
    address = StringField(
        _("Address"), [Length(max=200, message=TOO_LONG), no_personnummer], filters=[one_line], default=""
    )
    slug = StringField(
        _("Short name"), [Length(max=40, message=TOO_LONG), no_personnummer], filters=[one_line], default=""
    )
    latitude = CoordinateField(_("Latitude"), furthest=90)
    longitude = CoordinateField(_("Longitude"), furthest=180)
    time_zone = SelectField(_("Time zone"), default=USUAL_ZONE)

    def offer(self, places: Iterable[tuple[str, str]], depots: Iterable[tuple[int, str]]) -> None:
        """Fill the lists of municipalities, depots and zones."""
        named = [(str(id_), name) for id_, name in depots]
        self.municipality.choices = [SelectChoice("", gettext("Choose …")), *_options(places)]
        self.parent.choices = [SelectChoice("", gettext("None: it stands on its own")), *_options(named)]
        self.copies.choices = [SelectChoice("", gettext("None: the usual ones, without hours")), *_options(named)]
        zones = sorted(zone for zone in available_timezones() if zone.startswith(("Europe/", "Atlantic/")))
        self.time_zone.choices = _options((zone, zone.replace("_", " ")) for zone in zones)

    def show(self, known: Described) -> None:
        """Fill in what is known."""
        self.depot_name.data, self.municipality.data = known.name, known.municipality_code
        self.parent.data = str(known.parent_id or "")
        self.address.data, self.slug.data = known.address, known.slug
        self.latitude.data, self.longitude.data = known.latitude, known.longitude
        self.time_zone.data = known.time_zone

    def described(self) -> Described:
        """What the form says."""
        return Described(
            name=self.depot_name.data,
            municipality_code=self.municipality.data,
            slug=self.slug.data or "",
            parent_id=int(self.parent.data) if self.parent.data else None,
            address=self.address.data or "",
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            time_zone=self.time_zone.data,
        )


class StateForm(Form):
    """Where a depot goes from where it stands."""

    state = RadioField(_("The depot's state"), [InputRequired(_("Choose one of these."))])
    opens_on = ComingDayField(_("Opens on"), [Optional()])
    is_afresh = BooleanField(_("Start afresh"), default=True)

    def offer(self, states: Iterable[DepotState]) -> None:
        """Fill in where it may go."""
        self.state.choices = [(state.value, DEPOT_STATES[state]) for state in states]

    @property
    def chosen(self) -> tuple[DepotState, date | None, bool]:
        """State, opening day, whether practice ends; the day counts only where the depot is to open on one."""
        state = DepotState(self.state.data)
        day: date | None = self.opens_on.data
        return state, day if state is DepotState.SCHEDULED else None, bool(self.is_afresh.data)


class CopyForm(Form):
    """What to take over from another depot, as it was shown."""

    source = SelectField(_("Copy from"), [InputRequired(_("Choose one from the list."))])
    seen = HiddenField()

    def offer(self, depots: Iterable[tuple[int, str]], here: int) -> None:
        """Fill the list of other depots."""
        named = [(str(id_), name) for id_, name in depots if id_ != here]
        self.source.choices = [SelectChoice("", gettext("Choose …")), *_options(named)]


def _options(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
