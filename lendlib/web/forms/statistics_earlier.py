"""The form in which a depot sends the counts of its years before lendlib."""

from flask_babel import lazy_gettext as _
from wtforms import FileField

from lendlib.web.forms import Form


class CountsForm(Form):
    """A file of counts."""

    list = FileField(_("Your file"))
