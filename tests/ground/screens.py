"""Tables on the screen read back: the cells of a report's page, as a person sees them."""

from html.parser import HTMLParser
from typing import Any

MISSING = "–"
# Cells that are worked out of others on the page alone: no file has them.
OF_PAGE = frozenset({"change", "rank", "climbed"})


class Screen(HTMLParser):
    """The body of the first table of figures on a page: each row's name, and its figures.

    A league table's rank, and what changed since, are left out. `imported` are the names of rows so marked, `starred`
    the places of cells, by row and by figure of the row, and `starred_heads` those of figures whose column is marked.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self.imported: set[str] = set()
        self.starred: set[tuple[int, int]] = set()
        self.starred_heads: set[int] = set()
        self._heads = 0
        self._where: list[str] = []
        self._cell: str | None = None
        self._is_over = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = (dict(attrs).get("class") or "").split()
        if tag == "table" and "table--figures" in told and not self._is_over:
            self._where.append("table")
        elif self._where == ["table"]:
            self._heads_with(tag, told)
        elif self._where != ["table", "tbody"]:
            return
        elif tag == "tr":
            self.rows.append(("", []))
        elif tag in ("th", "td"):
            self._cell = None if OF_PAGE & set(told) else ""
        elif tag == "span" and "imported-star" in told:
            self.starred.add((len(self.rows) - 1, len(self.rows[-1][1])))
            self._ends_figure()
        elif tag == "span" and "imported" in told:
            self._names((self._cell or "").strip())
            self.imported.add(self.rows[-1][0])

    def handle_endtag(self, tag: str) -> None:
        if self._where != ["table", "tbody"]:
            return
        if tag == "tbody":
            self._where, self._is_over = [], True
        elif tag in ("th", "td") and self._cell is not None:
            if tag == "th":
                self._names(self._cell.strip())
            else:
                self._ends_figure()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell += data

    def _heads_with(self, tag: str, told: list[str]) -> None:
        """What stands above the body."""
        if tag == "tbody":
            self._where.append("tbody")
        elif tag == "tr":
            self._heads, self.starred_heads = 0, set()
        elif tag == "th" and "amount" in told and not OF_PAGE & set(told):
            self._heads += 1
        elif tag == "span" and "imported-star" in told:
            self.starred_heads.add(self._heads - 1)

    def _ends_figure(self) -> None:
        """The row has one more figure; what else stands in its cell is none of it."""
        self.rows[-1][1].append((self._cell or "").strip())
        self._cell = None

    def _names(self, name: str) -> None:
        """The row has its name; what else stands in its cell is none of it."""
        self.rows[-1] = (name, self.rows[-1][1])
        self._cell = None


def number(cell: str, hidden: str) -> Any:
    """A cell's figure, as files have it; thousands stand apart, and decimals behind a point or a Swedish comma."""
    if cell in (hidden, MISSING):
        return "hidden" if cell == hidden else None
    plain = "".join(sign for sign in cell if not sign.isspace()).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
