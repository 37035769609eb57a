"""Tables on the screen read back: the cells of a report's page, as a person sees them."""

from html.parser import HTMLParser
from typing import Any

MISSING = "–"


class Screen(HTMLParser):
    """The body of the first table of figures on a page: each row's name, and its cells but those of a change."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self._where: list[str] = []
        self._cell: str | None = None
        self._is_over = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = (dict(attrs).get("class") or "").split()
        if tag == "table" and "table--figures" in told and not self._is_over:
            self._where.append("table")
        elif tag == "tbody" and self._where == ["table"]:
            self._where.append("tbody")
        elif tag in ("th", "td") and self._where == ["table", "tbody"]:
            self._cell = None if "change" in told else ""
            if tag == "th":
                self.rows.append(("", []))
        elif tag == "span" and "imported" in told:
            self._cell = None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._where == ["table", "tbody"] and (self._cell is not None or tag == "th"):
            name, cells = self.rows[-1]
            if tag == "th":
                self.rows[-1] = ((self._cell or name).strip(), cells)
            elif self._cell is not None:
                cells.append(self._cell.strip())
        elif tag == "tbody" and self._where == ["table", "tbody"]:
            self._where, self._is_over = [], True

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell += data


def number(cell: str, hidden: str) -> Any:
    """A cell's figure, as files have it."""
    if cell in (hidden, MISSING):
        return "hidden" if cell == hidden else None
    plain = "".join(sign for sign in cell if not sign.isspace()).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
