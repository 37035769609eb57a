"""What is wrong with a file of earlier counts, as sentences with their place. Every one of them keeps the file out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lendlib.rules.errors import N_


class Wrong(StrEnum):
    """What can be wrong with a header or a cell."""

    NO_MONTHS = "no-months"
    NO_FIGURES = "no-figures"
    UNKNOWN_COLUMN = "unknown-column"
    UNCLEAR_COLUMN = "unclear-column"
    COLUMN_TWICE = "column-twice"
    BESIDE_THE_HEADER = "beside-the-header"
    NO_MONTH = "no-month"
    TOO_EARLY = "too-early"
    NOT_OVER = "not-over"
    YEAR_NOT_OVER = "year-not-over"
    COUNTED_HERE = "counted-here"
    YEAR_COUNTED_HERE = "year-counted-here"
    NO_NUMBER = "no-number"
    NEGATIVE = "negative"
    NOT_WHOLE = "not-whole"
    TOO_LARGE = "too-large"
    UNKNOWN_CATEGORY = "unknown-category"
    NEAR_CATEGORY = "near-category"
    CATEGORY_OF_VISITS = "category-of-visits"
    TWICE = "twice"
    BROUGHT_BEFORE = "brought-before"
    YEAR_AND_MONTHS = "year-and-months"
    YEAR_AND_MONTHS_BEFORE = "year-and-months-before"
    WHOLE_AND_PARTS = "whole-and-parts"
    WHOLE_AND_PARTS_BEFORE = "whole-and-parts-before"


SENTENCES: Mapping[Wrong, str] = {
    Wrong.NO_MONTHS: N_("No column is headed “month”. Each line begins with its month."),
    Wrong.NO_FIGURES: N_(
        "No column is headed “loans”, “visits”, “people”, “visitors” or “returns”: there is nothing to bring."
    ),
    Wrong.UNKNOWN_COLUMN: N_("“{text}” is no column that lendlib knows. Leave it out, or head it as in the template."),
    Wrong.UNCLEAR_COLUMN: N_(
        "“{text}” can mean two things. Head it “loans” where each thing was counted,"
        " or “visits” where each borrower was, who may have taken several."
    ),
    Wrong.COLUMN_TWICE: N_("Column {column} means the same as this one. Leave one of them out."),
    Wrong.BESIDE_THE_HEADER: N_("There is something in a column without a heading."),
    Wrong.NO_MONTH: N_("“{text}” is no month. Write it like 2024-03, or 2024 for a whole year. Leave out sums."),
    Wrong.TOO_EARLY: N_("“{text}” is too long ago: counts are taken from 1950 on."),
    Wrong.NOT_OVER: N_("“{text}” is not over yet. Bring months that are."),
    Wrong.YEAR_NOT_OVER: N_("The year {text} is not over yet. Bring its months, one a line."),
    Wrong.COUNTED_HERE: N_("In “{text}” lendlib has counted itself, so that it would count twice. Leave it out."),
    Wrong.YEAR_COUNTED_HERE: N_(
        "In {text} lendlib has counted itself, so that it would count twice. Bring the months before that, one a line."
    ),
    Wrong.NO_NUMBER: N_("“{text}” is no number."),
    Wrong.NEGATIVE: N_("“{text}” is less than nothing."),
    Wrong.NOT_WHOLE: N_("“{text}” is no whole number."),
    Wrong.TOO_LARGE: N_("“{text}” is too large: at most 9,999,999."),
    Wrong.UNKNOWN_CATEGORY: N_("“{text}” is no category here. Write it as lendlib does."),
    Wrong.NEAR_CATEGORY: N_("“{text}” is no category here. Is it “{near}”? Then write that."),
    Wrong.CATEGORY_OF_VISITS: N_(
        "Visits, people and visitors belong to no category. Put this number on a line without one."
    ),
    Wrong.TWICE: N_("Line {line} has this figure of the same month too."),
    Wrong.BROUGHT_BEFORE: N_(
        "This figure of the same month was brought before. Leave it out, or take that import back first."
    ),
    Wrong.YEAR_AND_MONTHS: N_(
        "Line {line} has this figure of the same year too: once for the whole year, once by months. Keep one of them."
    ),
    Wrong.YEAR_AND_MONTHS_BEFORE: N_(
        "This figure of the same year was brought before, once for the whole year, once by months."
        " Leave it out, or take that import back first."
    ),
    Wrong.WHOLE_AND_PARTS: N_(
        "Line {line} has this figure of the same month too: once in all, once by category. Keep one of them."
    ),
    Wrong.WHOLE_AND_PARTS_BEFORE: N_(
        "This figure of the same month was brought before, once in all, once by category."
        " Leave it out, or take that import back first."
    ),
}


@dataclass(frozen=True)
class Fault:
    """One fault: its line as spreadsheets count them, its column from 0, and the values that its sentence names."""

    line: int
    column: int
    wrong: Wrong
    values: Mapping[str, str | int] = field(default_factory=dict)
