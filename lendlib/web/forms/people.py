"""Forms for looking after people."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from lendlib.operations.staff_powers import Place, Power
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Scope
from lendlib.web.forms import Form
from lendlib.web.forms.staff import NEEDED, called, email
from lendlib.web.wording import ROLES


class InviteForm(Form):
    """Somebody new, and what they may do where."""

    name = called(_("Name"))
    email = email(_("E-mail"), NEEDED)
    role = RadioField(_("Role"), [InputRequired(_("Choose one from the list."))])
    place = SelectField(_("Where"), [InputRequired(_("Choose one from the list."))])


class RoleForm(Form):
    """One more role for somebody."""

    role = SelectField(_("Role"), [InputRequired(_("Choose one from the list."))])
    place = SelectField(_("Where"), [InputRequired(_("Choose one from the list."))])


class SureForm(Form):
    """That one means it, where it would shut one's own way back."""

    is_sure = BooleanField(_("Yes, I mean it. I can't undo this myself."))


def offer(
    form: InviteForm | RoleForm, power: Power, where: Sequence[Place], here: DepotPolicy | None
) -> dict[str, Place]:
    """Offer the roles and places that are theirs to give, the depot where they stand first; gives the places."""
    form.role.choices = [(str(role), ROLES[role]) for role in power.givable(where)]
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in where:
        groups.setdefault(_group(place.area.scope), []).append((place.area.key, place.name or gettext("Everywhere")))
    form.place.choices = groups
    if form.place.data is None and here is not None:
        form.place.data = f"{Scope.DEPOT}:{here.id}"
    if form.role.data is None and form.role.choices:
        form.role.data = form.role.choices[0][0]
    return {place.area.key: place for place in where}


def _group(scope: Scope) -> str:
    words: dict[Scope, str] = {
        Scope.DEPOT: gettext("Depots"),
        Scope.MUNICIPALITY: gettext("All depots of a municipality"),
        Scope.COUNTY: gettext("All depots of a county"),
        Scope.ALL: gettext("All depots"),
    }
    return words[scope]
