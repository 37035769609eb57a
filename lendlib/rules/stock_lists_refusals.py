"""Why a list as a whole can't be read, each with its place where it has one. Values are numbers and letters alone."""

from lendlib.rules.errors import N_, Refused
from lendlib.rules.stock_lists import MOST_CELL, MOST_COLUMNS, MOST_ROWS

SAVE_AGAIN = N_("In Excel choose Save as, and “Excel workbook (.xlsx)” or “CSV UTF-8”. Then send that file.")
SPLIT = N_("Split the list into several of at most 50,000 lines, each with the header, and import one after the other.")


class UnreadableList(Refused):
    """A list can't be read."""

    code = "unreadable-list"
    sentence = N_("This file can't be read as a list.")
    advice = SAVE_AGAIN
    field = "list"


class NothingChosen(UnreadableList):
    """No file came along."""

    code = "no-file"
    sentence = N_("Choose the file with your list.")
    advice = ""


class EmptyList(UnreadableList):
    """There is nothing in it."""

    code = "empty-list"
    sentence = N_("The file is empty.")
    advice = N_("The first line says what stands in each column; the things come below it.")


class OnlyHeader(UnreadableList):
    """There are no things in it."""

    code = "only-header"
    sentence = N_("There is a header in line {line}, and no thing below it.")
    advice = N_("The first line says what stands in each column; the things come below it.")


class TooManyRows(UnreadableList):
    """More than are taken at once."""

    code = "too-many-rows"
    sentence = N_(
        "The list has more than 50,000 lines, and at most 50,000 are taken at once: line {line} is one too many."
    )
    advice = SPLIT


class TooManyColumns(UnreadableList):
    """A line reaches beyond what is read."""

    code = "too-many-columns"
    sentence = N_("Line {line} has more than 100 columns.")
    advice = N_("Leave out the columns that lendlib does not need, and send the list again.")


class CellTooLong(UnreadableList):
    """More in one cell than a spreadsheet holds."""

    code = "cell-too-long"
    sentence = N_("The cell in line {line}, column {column} holds more than a spreadsheet's cell can.")
    advice = N_("Shorten it. In a CSV file a quotation mark may be missing at the end of a cell near there.")


class LineTooLong(UnreadableList):
    """A line without an end."""

    code = "line-too-long"
    sentence = N_("Line {line} is longer than a line of a list can be.")
    advice = N_("Shorten it. In a CSV file a quotation mark may be missing at the end of a cell near there.")


class BrokenQuotes(UnreadableList):
    """Quotation marks that don't match."""

    code = "broken-quotes"
    sentence = N_("The quotation marks do not match up from line {line} on.")
    advice = SAVE_AGAIN


class HasNul(UnreadableList):
    """Signs that no text has."""

    code = "has-nul"
    sentence = N_("Line {line} holds signs that no text has (NUL). The file is damaged, or no list.")
    advice = SAVE_AGAIN


class MixedEncodings(UnreadableList):
    """Two ways to write å, ä and ö in one file."""

    code = "mixed-encodings"
    sentence = N_("Line {line} writes letters such as å in another way (encoding) than the lines before it.")
    advice = N_(
        "The file was put together of two. Open it in Excel, mend the letters there, and save it as “CSV UTF-8”."
    )


class UnknownLetters(UnreadableList):
    """Bytes that stand for no letter."""

    code = "unknown-letters"
    sentence = N_("Line {line} holds letters that can't be read.")
    advice = SAVE_AGAIN


class OldExcel(UnreadableList):
    """Excel before 2007, or a workbook with a password."""

    code = "old-excel"
    sentence = N_("This is a file of an old Excel (.xls), or one that is locked by a password.")
    advice = SAVE_AGAIN


class IsPdf(UnreadableList):
    """A PDF."""

    code = "is-pdf"
    sentence = N_("This is a PDF, whatever its name says. A PDF shows a list; it can't be read as one.")
    advice = SAVE_AGAIN


class IsArchive(UnreadableList):
    """A ZIP that is no workbook."""

    code = "is-archive"
    sentence = N_("This is a packed file (ZIP), whatever its name says, and no Excel workbook.")
    advice = N_("Unpack it, and send the list that lies in it as .xlsx or .csv.")


class IsOpenDocument(UnreadableList):
    """LibreOffice's own format."""

    code = "is-open-document"
    sentence = N_("This is an OpenDocument spreadsheet (.ods).")
    advice = N_("Choose Save as, and “Excel 2007–365 (.xlsx)” or “Text CSV”. Then send that file.")


class DamagedWorkbook(UnreadableList):
    """A workbook that is not whole."""

    code = "damaged-workbook"
    sentence = N_("The Excel file is damaged: it could be read down to line {line}.")
    advice = SAVE_AGAIN


class Bomb(UnreadableList):
    """A workbook that unpacks to far more than it seems."""

    code = "workbook-too-large"
    sentence = N_("The Excel file unpacks to far more than a stock of 50,000 things needs, so it was not read.")
    advice = N_("Copy only the cells of the list into a new workbook, and save that.")


class ForeignXml(UnreadableList):
    """A workbook that declares entities or a document type, which none does."""

    code = "foreign-xml"
    sentence = N_("The Excel file holds declarations that no Excel writes, so it was not read.")
    advice = SAVE_AGAIN


def _all(of: type[UnreadableList]) -> dict[str, type[UnreadableList]]:
    return {of.code: of} | {refusal.code: refusal for refusal in of.__subclasses__()}


BY_CODE = _all(UnreadableList)
assert (MOST_ROWS, MOST_COLUMNS, MOST_CELL) == (50_000, 100, 32_767), "the sentences name these"
