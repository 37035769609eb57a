"""Loans as rows: what an address may ask of them, and what is refused."""

from lendlib.rules.errors import N_, Refused
from lendlib.rules.statistics_reports import Report, Way
from lendlib.rules.vocabulary_statistics import By

# No report of figures, but asked like one: days, places, things, size.
LOANS = Report("loans", (Way((By.DEPOT,)),))
MOST_IN_WORKBOOK = 2_000_000
# What a row takes in a file, in bytes, to say beforehand how large it will be.
ROW_IN_CSV, ROW_IN_WORKBOOK = 105, 62


class TooManyForWorkbook(Refused):
    """More rows than anyone opens in a spreadsheet."""

    code = "too-many-for-workbook"
    sentence = N_("{rows} rows are more than a workbook opens well: at most {most}.")
    advice = N_("Choose a shorter span or fewer places, or take the CSV.")


class StillMaking(Refused):
    """A file is being made for the same person."""

    code = "still-making"
    status = 409
    sentence = N_("Another workbook is being made for you right now.")
    advice = N_("Wait until it is done, then press again.")
