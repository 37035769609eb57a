"""A printed page of A4 looked at: whether its edges are free, how much stands on it, how tall, and in which colours."""

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Look:
    """What is seen of a page: whether its edges are free, and of what stands between its head and its foot the share
    that is inked, how tall the tallest thing is, and how many dots have a colour.
    """

    is_clear_of_edges: bool
    ink: float
    tallest_mm: float
    coloured: int


def look(page: Image.Image) -> Look:
    """Look at a page in its colours."""
    dots = page.width / 210
    shades, hues = np.asarray(page.convert("L")), np.asarray(page.convert("RGB")).astype(int)
    is_inked = shades < 250
    side, end, frame = (round(millimetres * dots) for millimetres in (18, 6, 20))
    margin = is_inked.copy()
    margin[end:-end, side:-side] = False
    body = is_inked[frame:-frame]
    rows = "".join("#" if row.any() else " " for row in body)
    colours = np.ptp(hues[frame:-frame], axis=2) > 20
    return Look(not margin.any(), float(body.mean()), max(map(len, rows.split())) / dots, int(colours.sum()))
