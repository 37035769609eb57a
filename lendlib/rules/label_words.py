"""The closed lists of the labels room: symbols, lines, and how far a print has come."""

from enum import StrEnum


class LabelSymbol(StrEnum):
    """What a scanner reads on a label."""

    QR = "qr"
    CODE128 = "code128"


class LabelLine(StrEnum):
    """What may stand on a label besides its code."""

    NAME = "name"
    SIZE = "size"
    BRAND = "brand"
    DEPOT = "depot"
    NUMBER = "number"


class PrintState(StrEnum):
    """How far a print of labels has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
