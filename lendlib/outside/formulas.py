"""No cell of a file that we write ever runs as a formula, whoever typed it into a name, a size or a note."""

import re

# What a spreadsheet takes for the beginning of a formula, also behind spaces, and what tears a line apart.
_BEGINS_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")


def harmless(text: str) -> str:
    """The text of a cell; an apostrophe before what would be a formula says that it is text."""
    text = text.replace("\0", "")
    return f"'{text}" if _BEGINS_FORMULA.match(text) else text


def as_typed(cell: str) -> str:
    """The text that `harmless` made a cell of."""
    return cell[1:] if cell[:1] == "'" and _BEGINS_FORMULA.match(cell, 1) else cell
