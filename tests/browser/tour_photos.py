"""The tour of things with photos, and of taking things in."""

from tests.browser.guest import Guest
from tests.ground import photographs


def photographed(guest: Guest, *, is_sent: bool = False) -> None:
    """A thing with three photos; perhaps what is no photo sent as a fourth."""
    thing = guest.place.thing("football", brand="Select", size="5")
    for width in (1200, 800, 1600):
        guest.place.photographed(thing, photographs.jpeg(width, 1200))
    guest.goes(f"/items/{thing.id}")
    if is_sent:
        guest.page.get_by_text("Another photo …").or_(guest.page.get_by_text("Ett foto till …")).click()
        file = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photographs.SVG}
        guest.page.locator("#photo").set_input_files(file)  # type: ignore[arg-type]
        guest.sends('form[action$="/photos"]')
