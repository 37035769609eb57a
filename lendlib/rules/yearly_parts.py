"""A report as parts to be read one after the other: page, PDF and workbook show these, so that they say the same."""

from dataclasses import dataclass

from lendlib.rules.vocabulary_statistics import Measure


@dataclass(frozen=True)
class Chapter:
    """Where a chapter begins; `mark` is its address on the page and its sheet's word in the workbook."""

    words: str
    mark: str


@dataclass(frozen=True)
class Words:
    """A paragraph. `is_warning`: it must not be overlooked."""

    words: str
    is_warning: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its words, and the number behind them, where there is one."""

    words: str
    number: int | float | None = None


@dataclass(frozen=True)
class Large:
    """A figure to be seen first, with what is said below it."""

    name: str
    figure: Cell
    below: str = ""


@dataclass(frozen=True)
class Larges:
    """The figures that come first."""

    figures: tuple[Large, ...]


@dataclass(frozen=True)
class Grid:
    """A table: its name, the heads of its columns, its rows with their name first, and a last row of totals or none."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    is_long: bool = False

    def reads(self, place: int) -> bool:
        """Whether a column is read, not reckoned: it stands to the left."""
        if self.totals and self.totals[place].number is not None:
            return False
        cells = [row[place] for row in self.rows]
        return place == 0 or all(cell.number is None and cell.words not in ("–", "") for cell in cells)


@dataclass(frozen=True)
class Drawing:
    """A picture of a figure of one of the report's tables, or, `is_map`, a map of it.

    `is_alone`: without the year before, of which the table knows nothing.
    """

    table: str
    measure: Measure
    is_map: bool = False
    is_alone: bool = False


Part = Chapter | Words | Larges | Grid | Drawing


@dataclass(frozen=True)
class Document:
    """The whole report in one language. `state` says whether it is a draft or which edition it is."""

    title: str
    state: str
    language: str
    is_draft: bool
    parts: tuple[Part, ...]
