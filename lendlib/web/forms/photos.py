"""A photo in a form: a file, or one that was kept when the form came back."""

from flask_babel import lazy_gettext as _
from wtforms import FileField

from lendlib.web.forms import Form


class PhotoForm(Form):
    """One photo."""

    photo = FileField(_("Photo"))
