"""Photos on their way in, from a form to the folder, and on their way out, to whoever knows a name."""

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from lendlib.db import begin_writing, db
from lendlib.operations import photos, photos_shown
from lendlib.outside.photos import take
from lendlib.outside.photos_kept import file_of, is_name, new_name, write_down
from lendlib.rules.errors import NotFound
from lendlib.rules.photos import KEPT_AS, Shows
from lendlib.web.doors import public
from lendlib.web.languages import current_config
from lendlib.web.moments import now

room = Blueprint("photos", __name__, url_prefix="/photos")

A_YEAR = 365 * 24 * 3600


@room.get("/<name>/<size>.jpg")
@public
def show(name: str, size: str) -> AnyResponse:
    """A photo in one of its sizes: whoever knows the name may see it. What a name stands for never changes."""
    path = file_of(current_config().instance, name, size)
    if path is None or not photos_shown.may_be_seen(db.session(), name) or not path.is_file():
        raise NotFound
    response = Response(path.read_bytes(), mimetype=KEPT_AS)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.set_etag(f"{name}-{size}")
    return response.make_conditional(request)


def photo_url(name: str, size: str = "small") -> str:
    """The address of a photo, for pages; empty for no photo."""
    return url_for("photos.show", name=name, size=size) if name else ""


def photo_sent(field: str = "photo") -> FileStorage | None:
    """The file that came with a form's field, if one was chosen."""
    return next((upload for upload in request.files.getlist(field) if upload.filename), None)


def photo_kept() -> str:
    """The name of the photo that a form brought back, which was kept when it was refused; empty for what is no name."""
    name = request.form.get("photo_kept", "")
    return name if is_name(name) else ""


def keep_photo(
    upload: FileStorage,
    depot_id: int,
    *,
    staff_id: int | None = None,
    item_id: int | None = None,
    shows: Shows = Shows.THING,
) -> str:
    """Draw what was sent anew and keep it; its name. Commits: row first, then files, so that none is without a row.

    Without an item it waits a day for `photos.claim`. Raises NoPhoto and its kinds; then nothing is kept.
    """
    taken = take(upload.stream)
    session, name = db.session(), new_name()
    begin_writing(session)
    pixels = (taken.width, taken.height)
    photos.put_down(
        session, depot_id, name, pixels, taken.digest, now(), staff_id=staff_id, item_id=item_id, shows=shows
    )
    session.commit()
    write_down(current_config().instance, name, taken)
    return name


