"""The map: the municipalities of Sweden, or of one county, coloured by a figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lendlib.rules.pictures import DARK_LEVELS, SMALL, Area, Bar, Ink, Picture, Point, Shape, Text
from lendlib.rules.pictures_legend import draw_legend, level_ink
from lendlib.rules.pictures_outlines import Frame, Outline, Steps, box_of, framed, grown, laid
from lendlib.rules.pictures_plot import marked
from lendlib.rules.pictures_scales import breaks
from lendlib.rules.pictures_type import breadth, broken
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary_statistics import Measure

COUNTRY_HIGH, COUNTY_HIGH = 2.4, 1.25
KEY_SHARE = 0.4
AROUND = 0.04
STAR, STAR_BELOW = "*", 6
"""The sign of counts from before lendlib, and how far below a point its line lies so that it stands on the point."""


@dataclass(frozen=True)
class Place:
    """A municipality on the map: its name, the figure that colours it, and what it says to who stands on it.

    One `is_imported` whose figure holds counts that were brought from earlier years.
    """

    name: str
    value: Value
    says: str
    is_imported: bool = False


@dataclass(frozen=True)
class Mapped:
    """What a map shows: a place for each code (what has none has no figure), and the county that it is zoomed to.

    `walk` says where arrow keys lead from each place that is shown.
    """

    measure: Measure
    places: Mapping[str, Place]
    walk: Mapping[str, Steps]
    county: str = ""
    about: str = ""

    def value(self, code: str) -> Value:
        """The figure of a municipality."""
        place = self.places.get(code)
        return place.value if place else Shown.NONE

    @property
    def has_imported(self) -> bool:
        """Whether any place on it holds counts that were brought from earlier years."""
        return any(place.is_imported for place in self.places.values())


def draw_map(mapped: Mapped, outlines: Mapping[str, Outline], words: PictureWords, width: float) -> Picture:
    """The country with its key where the sea of air is in the north-west, or a county with the key below."""
    return _county(mapped, outlines, words, width) if mapped.county else _country(mapped, outlines, words, width)


def ends_of(mapped: Mapped, codes: Sequence[str]) -> tuple[tuple[float, ...], bool]:
    """Where the classes of those municipalities end, and whether they are of whole numbers."""
    told = [float(value) for code in codes if not isinstance(value := mapped.value(code), Shown)]
    is_whole = all(value.is_integer() for value in told)
    return breaks(told, is_whole=is_whole), is_whole


def _country(mapped: Mapped, outlines: Mapping[str, Outline], words: PictureWords, width: float) -> Picture:
    frame = framed(box_of(outlines.values()), 2, 2, width - 4, (width - 4) * COUNTRY_HIGH)
    ends, is_whole = ends_of(mapped, list(outlines))
    areas = [_area(mapped, outline, frame, ends) for outline in outlines.values()]
    heading = broken(words.measures[mapped.measure], SMALL, width * KEY_SHARE)
    shapes: list[Shape] = [Text(0, 14 + 16 * row, line, is_bold=True) for row, line in enumerate(heading)]
    legend, _end = draw_legend(
        ends, words, 0, 24 + 16 * (len(heading) - 1), 1, is_whole=is_whole, **_beside(mapped, list(outlines))
    )
    stars = _stars(mapped, outlines, frame, ends)
    return Picture(
        words.measures[mapped.measure], mapped.about, width, frame.height + 4, (*areas, *stars, *shapes, *legend)
    )


def _county(mapped: Mapped, outlines: Mapping[str, Outline], words: PictureWords, width: float) -> Picture:
    own = {code: outline for code, outline in outlines.items() if code.startswith(mapped.county)}
    heading = broken(words.measures[mapped.measure], SMALL, width, 1)
    top = 24.0
    frame = framed(grown(box_of(own.values()), AROUND), 0, top, width, width * COUNTY_HIGH)
    ends, is_whole = ends_of(mapped, list(own))
    around = [
        Area(rings, Ink.GROUND, code="", has_edge=True)
        for code, outline in outlines.items()
        if code not in own and (rings := laid(outline, frame))
    ]
    areas = [_area(mapped, outline, frame, ends) for outline in own.values()]
    names = list(_names(mapped, own, frame, ends))
    legend, end = draw_legend(
        ends, words, 0, top + frame.height + 14, width, is_whole=is_whole, **_beside(mapped, list(own))
    )
    shapes: tuple[Shape, ...] = (Text(0, 14, heading[0], is_bold=True), *around, *areas, *names, *legend)
    return Picture(words.measures[mapped.measure], mapped.about, width, end, shapes)


def _area(mapped: Mapped, outline: Outline, frame: Frame, ends: Sequence[float]) -> Area:
    place = mapped.places.get(outline.code)
    return Area(
        laid(outline, frame),
        _ink(mapped.value(outline.code), ends),
        says=place.says if place else "",
        code=outline.code,
        steps=mapped.walk[outline.code],
    )


def _ink(value: Value, ends: Sequence[float]) -> Ink:
    if isinstance(value, Shown):
        return Ink.HIDDEN if value is Shown.HIDDEN else Ink.NONE
    return level_ink(value, ends)


def _beside(mapped: Mapped, codes: Sequence[str]) -> dict[str, bool]:
    values = [mapped.value(code) for code in codes]
    return {
        "has_zero": any(value == 0 for value in values if not isinstance(value, Shown)),
        "has_none": Shown.NONE in values,
        "has_hidden": Shown.HIDDEN in values,
    }


def _names(
    mapped: Mapped, own: Mapping[str, Outline], frame: Frame, ends: Sequence[float]
) -> Iterator[Shape]:
    """Names of municipalities where there is room for them: the largest first, none over another or over a star."""
    starred = {code: _around(frame.at(own[code].middle), STAR) for code in _imported(mapped, own)}
    taken: list[Bar] = []
    for outline in sorted(own.values(), key=_extent, reverse=True):
        place = mapped.places.get(outline.code)
        if place is None:
            continue
        name = marked(place.name, place.is_imported)
        box = _around(frame.at(outline.middle), name)
        is_in = box.x >= frame.x and box.x + box.width <= frame.x + frame.width
        others = (*taken, *(star for code, star in starred.items() if code != outline.code))
        if is_in and not any(_touch(box, other) for other in others):
            taken.append(box)
            starred.pop(outline.code, None)
            yield _on_area(mapped, outline, name, frame, ends)
    for code in starred:
        yield _on_area(mapped, own[code], STAR, frame, ends)


def _stars(
    mapped: Mapped, own: Mapping[str, Outline], frame: Frame, ends: Sequence[float]
) -> Iterator[Shape]:
    """A star on each municipality with counts of earlier years, where there is no room for names."""
    return (_on_area(mapped, own[code], STAR, frame, ends) for code in _imported(mapped, own))


def _imported(mapped: Mapped, own: Mapping[str, Outline]) -> list[str]:
    return [code for code in own if (place := mapped.places.get(code)) and place.is_imported]


def _on_area(mapped: Mapped, outline: Outline, words: str, frame: Frame, ends: Sequence[float]) -> Text:
    """Words in the middle of a municipality: pale on a deep colour that they lie within, else with a pale edge.

    A star has its municipality's own colour around it, however small that is.
    """
    (x, y), ground = frame.at(outline.middle), _ink(mapped.value(outline.code), ends)
    if words == STAR:
        ink = Ink.ON_DARK if ground in DARK_LEVELS else Ink.TEXT
        around = Ink.NONE if ground is Ink.HIDDEN else ground
        return Text(x, y + STAR_BELOW, words, ink=ink, anchor="middle", halo=around)
    left, _top, right, _bottom = outline.box
    is_on_dark = ground in DARK_LEVELS and breadth(words, SMALL) + 4 < (right - left) * frame.scale
    ink, halo = (Ink.ON_DARK, ground) if is_on_dark else (Ink.TEXT, Ink.NONE)
    return Text(x, y + 4, words, ink=ink, anchor="middle", halo=halo)


def _around(middle: Point, words: str) -> Bar:
    """The room that words around a point take."""
    wide = breadth(words, SMALL) + 4
    return Bar(middle[0] - wide / 2, middle[1] - 9, wide, 16, None)


def _extent(outline: Outline) -> float:
    left, top, right, bottom = outline.box
    return (right - left) * (bottom - top)


def _touch(a: Bar, b: Bar) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
