"""The colours of pictures that stand by themselves: on white, told apart in grey and by the colour-blind.

The page has the same by name in static/css/statistics-pictures.css, and others for dark screens.
"""

from collections.abc import Mapping

from lendlib.rules.pictures import Ink

PAPER = "#ffffff"
INKS: Mapping[Ink, str] = {
    Ink.TEXT: "#1d2321",
    Ink.SOFT: "#575d58",
    Ink.ON_DARK: "#ffffff",
    Ink.GRID: "#dcd7cc",
    Ink.EDGE: "#827c70",
    Ink.GROUND: "#f0eee8",
    Ink.FIRST: "#14574d",
    Ink.SECOND: "#b35000",
    Ink.THIRD: "#2b62a8",
    Ink.FOURTH: "#8a3b8f",
    Ink.FIFTH: "#6f6200",
    Ink.BEFORE: "#858b85",
    Ink.LEVEL_0: "#f3ecd9",
    Ink.LEVEL_1: "#d3e8df",
    Ink.LEVEL_2: "#8fc4b3",
    Ink.LEVEL_3: "#35806f",
    Ink.LEVEL_4: "#14574d",
    Ink.LEVEL_5: "#052b25",
    Ink.NONE: "#ffffff",
    Ink.HIDDEN: "#575d58",
}
