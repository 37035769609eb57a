"""Photos on the page of one thing: added and taken off, each with its Undo."""

from flask import redirect, url_for
from flask_babel import gettext as _

from lendlib.operations import photos
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.photos import MOST_UPLOADED_BYTES
from lendlib.web.attempts import attempt
from lendlib.web.doors import current_depot, current_door, takes_up_to
from lendlib.web.forms import Form
from lendlib.web.forms.photos import PhotoForm
from lendlib.web.inventory import Page, for_counter
from lendlib.web.inventory_item import item_page, room
from lendlib.web.numbers import number_in_form
from lendlib.web.photos import keep_photo, photo_sent
from lendlib.web.refusals import tell

__all__ = ["room"]


@room.post("/<int:item_id>/photos")
@for_counter
@takes_up_to(MOST_UPLOADED_BYTES)
def add_photo(item_id: int) -> Page:
    """Add a photo to a thing."""
    form, upload, staff = PhotoForm(), photo_sent(), current_door().staff
    if upload is None or staff is None:
        form.photo.errors = [_("Choose a photo first.")]
        return item_page(item_id, form), 422
    try:
        name = keep_photo(upload, current_depot().id, staff_id=staff.id)
    except Refused as no:
        tell(form, no)
        return item_page(item_id, form, no), no.status
    outcome = attempt(form, lambda act: photos.add(act, item_id, name))
    if isinstance(outcome, Refused):
        return item_page(item_id, form, outcome), outcome.status
    return redirect(url_for("inventory.item", item_id=item_id, done=outcome.command_id), 303)


@room.post("/<int:item_id>/photos/remove")
@for_counter
def remove_photo(item_id: int) -> Page:
    """Take a photo off a thing."""
    photo_id = number_in_form("photo")
    if not photo_id:
        raise NotFound
    outcome = attempt(Form(), lambda act: photos.remove(act, item_id, photo_id))
    if isinstance(outcome, Refused):
        raise outcome
    return redirect(url_for("inventory.item", item_id=item_id, done=outcome.command_id), 303)
