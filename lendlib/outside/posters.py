"""A poster for the door and the notice board: one A4 page that leads a phone to the depot's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from lendlib.outside.pdf_pages import BOLD, PLAIN, Page, PdfPages, breadth, fitted, printable
from lendlib.outside.symbols import qr_matrix
from lendlib.rules.label_sheets import A4_HEIGHT, A4_WIDTH

MARGIN = 18.0
SIDE = 112.0
TITLE, LEAD, CAPTION, ADDRESS, NAME, HOURS = 26.0, 7.6, 6.8, 4.6, 9.6, 5.6
SMALLEST = 3.0
LEADING = 1.35
INNER = A4_WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class Poster:
    """What a poster says, in one language. `hours` are pairs of days and their hours; `mark` is DEMO in the demo."""

    title: str
    lead: Sequence[str]
    caption: str
    url: str
    name: str
    address: str
    hours: Sequence[tuple[str, str]]
    mark: str = ""


def write_poster(file: IO[bytes], poster: Poster) -> None:
    """Write the page."""
    pdf = PdfPages(file, A4_WIDTH, A4_HEIGHT)
    page = pdf.new_page()
    y = _centred(page, MARGIN, poster.title, BOLD, TITLE)
    for line in poster.lead:
        y = _centred(page, y, line, PLAIN, LEAD)
    y = _symbol(page, y + 2, poster.url)
    y = _centred(page, y, poster.caption, BOLD, CAPTION)
    y = _centred(page, y, poster.url.partition("//")[2], PLAIN, ADDRESS) + 5
    page.line(MARGIN, y, A4_WIDTH - MARGIN, y, 0.4)
    y = _centred(page, y + 4, poster.name, BOLD, NAME)
    if poster.address:
        y = _centred(page, y, poster.address, PLAIN, HOURS)
    _hours(page, y + 3, poster.hours)
    if poster.mark:
        page.text(MARGIN, MARGIN, poster.mark, BOLD, LEAD)
    pdf.add(page)
    pdf.finish()


def _symbol(page: Page, y: float, url: str) -> float:
    page.mask((A4_WIDTH - SIDE) / 2, y, SIDE, SIDE, qr_matrix(url))
    return y + SIDE


def _centred(page: Page, y: float, words: str, font: str, size: float) -> float:
    """A line in the middle, smaller where it is long; where the next begins."""
    shown = printable(words)
    size = max(SMALLEST, min(size, size * INNER / max(breadth(shown, font, size), 1.0)))
    shown = fitted(shown, font, size, INNER)
    page.text((A4_WIDTH - breadth(shown, font, size)) / 2, y + size, shown, font, size)
    return y + size * LEADING


def _hours(page: Page, y: float, hours: Sequence[tuple[str, str]]) -> None:
    room = A4_HEIGHT - MARGIN / 2 - y
    size = max(SMALLEST, min(HOURS, room / LEADING / max(len(hours), 1)))
    days = max((breadth(printable(day), PLAIN, size) for day, _words in hours), default=0.0)
    times = max((breadth(printable(words), BOLD, size) for _day, words in hours), default=0.0)
    left = max(MARGIN, (A4_WIDTH - days - times - size) / 2)
    for day, words in hours:
        page.text(left, y + size, day, PLAIN, size)
        page.text(left + days + size, y + size, fitted(words, BOLD, size, A4_WIDTH - left - days - size), BOLD, size)
        y += size * LEADING
