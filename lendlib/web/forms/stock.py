"""Forms of the stock room: sending a list, saying what its columns are, and what unknown categories become."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, SelectField
from wtforms import Form as BareForm
from wtforms.fields.choices import SelectChoice

from lendlib.operations.stock_import_names import Choice
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.stock_lists import Field
from lendlib.web.forms import Form
from lendlib.web.numbers import as_id
from lendlib.web.stock_import_words import FIELDS
from lendlib.web.wording import size_hint

NEW = "new"


class ListForm(Form):
    """A list to import. `instead_of` is the import that a mended list takes the place of."""

    list = FileField(_("Your list"))
    instead_of = HiddenField(default="")

    @property
    def earlier(self) -> int | None:
        """The import whose choices are kept."""
        return as_id(self.instead_of.data)


def column_select(place: int, header: str, chosen: str, samples: Sequence[str]) -> SelectField:
    """What one column of the list means."""
    label = header or gettext("Column %(letter)s", letter=place + 1)
    choices = [SelectChoice("", gettext("Leave out")), *(SelectChoice(f.value, str(FIELDS[f])) for f in Field)]
    field = _bound(SelectField(label, choices=choices), f"column_{place}", chosen)
    field.samples = [sample for sample in samples if sample]
    return field


def columns_said(form: Mapping[str, str], width: int) -> tuple[dict[int, Field], list[str]]:
    """The columns that a sent form names, and what is wrong with them, in words."""
    known = set(Field)
    columns = {
        place: Field(said) for place in range(width) if (said := form.get(f"column_{place}", "")) and said in known
    }
    wrong = [
        gettext("Two columns are “%(field)s”. Choose the one that is.", field=FIELDS[field])
        for field in Field
        if list(columns.values()).count(field) > 1
    ]
    if Field.CATEGORY not in columns.values():
        wrong.append(gettext("Say which column is the category: it tells what each thing is."))
    return columns, wrong


def category_selects(
    number: int, named: Mapping[str, Any], categories: Iterable[Any], groups: Iterable[Any]
) -> tuple[SelectField, SelectField, SelectField]:
    """What one name becomes: a category, or a new one with its sizes and its group. The page labels them."""
    becomes = SelectField(
        "",
        choices=[
            SelectChoice("", gettext("Choose …")),
            SelectChoice(NEW, gettext("A new category of that name")),
            *(SelectChoice(str(row.id), row.name, {}, row.group) for row in categories),
        ],
    )
    system = SelectField("", choices=[SelectChoice(one, size_hint(one)) for one in SYSTEMS])
    group = SelectField("", choices=[SelectChoice(str(row.id), row.name) for row in groups])
    chosen = str(named["id"]) if named["id"] else NEW if named["how"] == "new" else ""
    return (
        _bound(becomes, f"becomes_{number}", chosen),
        _bound(system, f"system_{number}", named["system"] if named["how"] == "new" else named["likely"]),
        _bound(group, f"group_{number}", ""),
    )


def choices_said(
    form: Mapping[str, str], names: Sequence[Mapping[str, Any]], categories: Iterable[Any], groups: Iterable[Any]
) -> dict[str, Choice]:
    """What a sent form chose for the names; those left open are left out."""
    known, known_groups = {str(row.id) for row in categories}, {str(row.id) for row in groups}
    said: dict[str, Choice] = {}
    for number, named in enumerate(names):
        becomes = form.get(f"becomes_{number}", "")
        system, group = form.get(f"system_{number}", ""), form.get(f"group_{number}", "")
        if becomes in known:
            said[named["key"]] = Choice(category_id=int(becomes))
        elif becomes == NEW and system in SYSTEMS and group in known_groups:
            said[named["key"]] = Choice(system=system, group_id=int(group))
    return said


def _bound(field: Any, name: str, value: str) -> SelectField:
    bound: SelectField = field.bind(form=BareForm(), name=name)
    bound.process(None, value)
    return bound
