"""Whatever can be typed into a form is looked at: no personal identity number is kept, from any field."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import CodeType
from typing import Any

from wtforms import Form as PlainForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.fields.core import UnboundField

from lendlib import web
from lendlib.web.forms.labels import MillimetreField
from lendlib.web.forms.staff import PinField
from lendlib.web.forms.words import no_personnummer

# Fields that take no words: what is no number or no time is refused, and a hash is all that is kept of a secret.
NO_WORDS = (HiddenField, PasswordField, MillimetreField, PinField)
# Fields that look at what was typed by themselves.
LOOKERS = {"check_name", "refuse_personnummer"}
EXCEPTIONS = {
    "FigureForm.people": "read as a count, or refused",
    "FigureForm.year": "read as a year, or refused",
    "DifferForm.closes": "read as a time, or refused",
    "DifferForm.opens": "read as a time, or refused",
    "ScheduleForm.letters_from": "read as a time, or refused",
    "ScheduleForm.letters_until": "read as a time, or refused",
    "SpanForm.closes": "read as a time, or refused",
    "SpanForm.opens": "read as a time, or refused",
    "PublicSearchForm.q": "stands in the address, which is looked at as a whole",
    "PublicSearchForm.size": "stands in the address, which is looked at as a whole",
    "QuestionForm.from_on": "stands in the address, which is looked at as a whole",
    "QuestionForm.size": "stands in the address, which is looked at as a whole",
    "QuestionForm.until_on": "stands in the address, which is looked at as a whole",
    "SearchForm.q": "stands in the address, which is looked at as a whole",
    "SearchForm.size_from": "stands in the address, which is looked at as a whole",
    "SearchForm.size_to": "stands in the address, which is looked at as a whole",
}


def fields() -> Iterator[tuple[type[PlainForm], str, UnboundField]]:
    """Every field for words of every form, and the form."""
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        for form in vars(import_module(module.name)).values():
            if isinstance(form, type) and issubclass(form, PlainForm) and form.__module__ == module.name:
                for name in dir(form):
                    field = getattr(form, name)
                    if isinstance(field, UnboundField) and is_for_words(field.field_class):
                        yield form, name, field


def is_for_words(kind: type[Any]) -> bool:
    return issubclass(kind, StringField) and not issubclass(kind, NO_WORDS)


def validators_of(field: UnboundField) -> list[Any]:
    given = field.args[1] if len(field.args) > 1 else field.kwargs.get("validators")
    return list(given or ())


def looks_itself(form: type[PlainForm], name: str) -> bool:
    code: CodeType | None = getattr(getattr(form, f"validate_{name}", None), "__code__", None)
    return code is not None and bool(LOOKERS & set(code.co_names))


def unguarded(found: Iterator[tuple[type[PlainForm], str, UnboundField]]) -> set[str]:
    return {
        f"{form.__name__}.{name}"
        for form, name, field in found
        if no_personnummer not in validators_of(field) and not looks_itself(form, name)
    }


def test_every_field_for_words_refuses_a_personal_identity_number() -> None:
    assert len({name for _form, name, _field in fields()}) > 25
    assert unguarded(fields()) == EXCEPTIONS.keys()


def test_a_field_that_was_forgotten_is_seen() -> None:
    class Forgetful(PlainForm):  # type: ignore[misc]
        name = StringField("Name")

    assert unguarded(iter([(Forgetful, "name", Forgetful.name)])) == {"Forgetful.name"}
