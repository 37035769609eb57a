"""The closed lists of words of taking a stock list in, once."""

from enum import StrEnum


class ImportState(StrEnum):
    """How far an import of stock has come."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportStep(StrEnum):
    """What is running: reading the list through, or taking it into the stock."""

    CHECK = "check"
    SAVE = "save"
