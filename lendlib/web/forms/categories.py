"""Forms of the categories' room."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lendlib.operations.categories import Kind
from lendlib.operations.categories_tree import Branch, Node
from lendlib.operations.spellings import Spelling
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Safety, Season
from lendlib.web.forms import Form
from lendlib.web.forms.inventory import LONGEST_SIZE, line
from lendlib.web.wording import SAFETY, SEASONS, SIZE_SYSTEMS

LONGEST_NAME = 60
LONGEST_EXAMPLES = 60
PLACE = _("Lies under")


class CategoryForm(Form):
    """What a category or a group is called, where it lies, and how it is measured."""

    name_sv = line(_("Name in Swedish"), LONGEST_NAME)
    name_en = line(_("Name in English"), LONGEST_NAME)
    parent = SelectField(PLACE)
    size_system = SelectField(
        _("Sizes are written as"),
        choices=[SelectChoice(system, SIZE_SYSTEMS[system]) for system in SYSTEMS],
        default="one_size",
    )
    example_sizes = line(_("Examples of sizes"), LONGEST_EXAMPLES)
    season = SelectField(
        _("Season"), choices=[SelectChoice(word.value, SEASONS[word]) for word in Season], default=Season.ALL
    )
    safety = SelectField(
        _("Safety"), choices=[SelectChoice(word.value, SAFETY[word]) for word in Safety], default=Safety.NONE
    )

    def offer(self, branches: Iterable[Branch], but: int | None = None) -> None:
        """Fill the list of groups that it can lie under."""
        groups = [SelectChoice(str(branch.group.id), branch.group.name) for branch in branches]
        nothing = SelectChoice("", gettext("Nothing: it is a group of its own"))
        self.parent.choices = [nothing, *(group for group in groups if group.value != str(but))]

    def describe(self, node: Node) -> None:
        """Show how the category is."""
        self.name_sv.data, self.name_en.data = node.name_sv, node.name_en
        self.parent.data = str(node.parent_id or "")
        self.size_system.data, self.example_sizes.data = node.size_system or "one_size", node.example_sizes
        self.season.data, self.safety.data = node.season, node.safety

    def kind(self) -> Kind:
        """What the form says."""
        return Kind(
            name_sv=self.name_sv.data,
            name_en=self.name_en.data,
            parent_id=int(self.parent.data) if self.parent.data else None,
            size_system=self.size_system.data if self.parent.data else None,
            season=Season(self.season.data),
            safety=Safety(self.safety.data),
            example_sizes=self.example_sizes.data,
        )


class MergeForm(Form):
    """Which category it becomes part of."""

    into = SelectField(_("Becomes part of"), [InputRequired(_("Choose a category from the list."))])

    def offer(self, branches: Iterable[Branch], node: Node) -> None:
        """Fill the list with what it can become: a group a group, a category a category."""
        if node.parent_id is None:
            found = [SelectChoice(str(branch.group.id), branch.group.name) for branch in branches]
        else:
            found = [
                SelectChoice(str(lying.id), lying.name, None, branch.group.name)
                for branch in branches
                for lying in branch.categories
            ]
        others: list[Any] = [choice for choice in found if choice.value != str(node.id)]
        self.into.choices = [SelectChoice("", gettext("Choose …")), *others]


class SpellingsForm(Form):
    """Which ways of writing a size become one, and how that is written."""

    texts = SelectMultipleField(_("Sizes"), [InputRequired(_("Tick at least one size."))])
    becomes = line(_("All of them are written"), LONGEST_SIZE)

    def offer(self, spellings: Iterable[Spelling]) -> None:
        """Let the sizes be chosen that there are."""
        self.texts.choices = [SelectChoice(spelling.text, spelling.text) for spelling in spellings]
