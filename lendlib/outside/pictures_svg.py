"""Pictures as SVG: inside a page, coloured by its style sheet, or as a file that needs nothing beside it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from markupsafe import Markup

from lendlib.outside.pictures_inks import INKS, PAPER
from lendlib.rules.pictures import Area, Bar, Dot, Form, Ink, Line, Picture, Point, Shape, Text, corners

FONT = "Bitstream Vera Sans, Verdana, DejaVu Sans, system-ui, sans-serif"
SPACE = "http://www.w3.org/2000/svg"
MARGIN = 16.0
TENTH = 0.1
Attributes = Mapping[str, str | float]
Links = Callable[[str], str]
Paint = Callable[[Ink, str], Attributes]


def svg_in_page(picture: Picture, mark: str, link: Links | None = None, css: str = "") -> Markup:
    """The picture as a part of a page: colours are classes, `mark` makes its ids its own.

    With links (from a code to an address, empty for none) it is a group of links, each named; without them it is one
    image with its name.
    """
    about = {
        "xmlns": SPACE,
        "class": f"picture {css}".strip(),
        "viewBox": f"0 0 {_plain(picture.width)} {_plain(picture.height)}",
        "role": "group" if link else "img",
        "aria-labelledby": f"{mark}-name",
        "aria-describedby": f"{mark}-about",
    }
    name = _tag("title", {"id": f"{mark}-name"}, picture.name)
    said = _tag("desc", {"id": f"{mark}-about"}, picture.about)
    return _tag("svg", about, name, said, *_Pen(mark, _by_class, link).drawn(picture.shapes))


def svg_file(picture: Picture) -> str:
    """The picture as a file of its own: on white, its colours and type in it, nothing to fetch."""
    box: dict[str, str | float] = {"width": picture.width + 2 * MARGIN, "height": picture.height + 2 * MARGIN}
    corner = {"x": -MARGIN, "y": -MARGIN}
    view = " ".join(_plain(number) for number in (-MARGIN, -MARGIN, float(box["width"]), float(box["height"])))
    about = {"xmlns": SPACE, **box, "viewBox": view, "role": "img", "font-family": FONT}
    ground = _tag("rect", {**corner, **box, "fill": PAPER})
    names = (_tag("title", {}, picture.name), _tag("desc", {}, picture.about))
    return str(_tag("svg", about, *names, ground, *_Pen("picture", _by_colour, None).drawn(picture.shapes))) + "\n"


def _by_class(ink: Ink, way: str) -> Attributes:
    return {"class": f"as-{way} in-{ink.value}"}


def _by_colour(ink: Ink, way: str) -> Attributes:
    colour, edge = INKS[ink], PAPER if ink is Ink.GROUND else INKS[Ink.EDGE]
    ways: Mapping[str, Attributes] = {
        "fill": {"fill": colour},
        "line": {"fill": "none", "stroke": colour, "stroke-linejoin": "round"},
        "edged": {"fill": colour, "stroke": edge, "stroke-width": 0.6, "stroke-linejoin": "round"},
        "hatched": {"stroke": edge, "stroke-width": 0.6, "stroke-linejoin": "round"},
        "ring": {"fill": PAPER, "stroke": colour, "stroke-width": 1.75},
        "halo": {"stroke": colour, "fill": colour, "stroke-width": 3, "stroke-linejoin": "round"},
    }
    return ways[way]


class _Pen:
    """Writes shapes down as elements, in the paint of a page or of a file."""

    def __init__(self, mark: str, paint: Paint, link: Links | None) -> None:
        self.mark, self.paint, self.link = mark, paint, link

    def drawn(self, shapes: tuple[Shape, ...]) -> Iterator[Markup]:
        """Every shape, after the patterns of what is hidden."""
        yield _tag("defs", {}, self._hatch(), self._hatch("hatch-tenths", 1 / TENTH))
        for shape in shapes:
            if isinstance(shape, Line):
                yield self._line(shape)
            elif isinstance(shape, Bar):
                yield self._bar(shape)
            elif isinstance(shape, Dot):
                yield self._dot(shape)
            elif isinstance(shape, Text):
                yield from self._text(shape)
            else:
                yield self._area(shape)

    def _hatch(self, name: str = "hatch", scale: float = 1) -> Markup:
        turned = f"rotate(45) scale({_plain(scale)})"
        how: Attributes = {"width": 5, "height": 5, "patternUnits": "userSpaceOnUse", "patternTransform": turned}
        ground = _tag("rect", {"width": 5, "height": 5, **self.paint(Ink.NONE, "fill")})
        stripe = _tag("rect", {"width": 1.6, "height": 5, **self.paint(Ink.HIDDEN, "fill")})
        return _tag("pattern", {"id": f"{self.mark}-{name}", **how}, ground, stripe)

    def _line(self, line: Line) -> Markup:
        path = "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in line.points)
        dash = {"stroke-dasharray": " ".join(_plain(length) for length in line.dash)} if line.dash else {}
        return _tag("path", {"d": path, "stroke-width": line.width, **dash, **self.paint(line.ink, "line")})

    def _bar(self, bar: Bar) -> Markup:
        box = {"x": bar.x, "y": bar.y, "width": bar.width, "height": bar.height}
        paint = {"fill": "none", "pointer-events": "all"} if bar.ink is None else self._filled(bar.ink, bar.has_edge)
        return _tag("rect", {**box, **paint}, *_said(bar.says))

    def _filled(self, ink: Ink, has_edge: bool) -> Attributes:
        if ink is Ink.HIDDEN:
            return {"fill": f"url(#{self.mark}-hatch)", **self.paint(ink, "hatched")}
        return self.paint(ink, "edged" if has_edge else "fill")

    def _dot(self, dot: Dot) -> Markup:
        way = "ring" if dot.form is Form.RING else "fill"
        if dot.form in {Form.CIRCLE, Form.RING}:
            return _tag("circle", {"cx": dot.x, "cy": dot.y, "r": dot.size / 2, **self.paint(dot.ink, way)})
        path = "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in corners(dot)) + "z"
        return _tag("path", {"d": path, **self.paint(dot.ink, way)})

    def _text(self, text: Text) -> Iterator[Markup]:
        about: dict[str, str | float] = {"x": text.x, "y": text.y, "font-size": text.size}
        about |= {"text-anchor": text.anchor} if text.anchor != "start" else {}
        about |= {"font-weight": 700} if text.is_bold else {}
        if text.halo is not None:
            yield _tag("text", {**about, **self.paint(text.halo, "halo"), "aria-hidden": "true"}, text.words)
        yield _tag("text", {**about, **self.paint(text.ink, "fill")}, text.words)

    def _area(self, area: Area) -> Markup:
        """Outlines in tenths of a pixel, from corner to corner: half as long as in full."""
        about: dict[str, str | float] = {
            "d": "".join(_ring(ring) for ring in area.rings),
            "transform": f"scale({TENTH})",
            **self._filled(area.ink, area.has_edge),
        }
        if "stroke-width" in about:
            about["stroke-width"] = float(about["stroke-width"]) / TENTH
        if area.ink is Ink.HIDDEN:
            about["fill"] = f"url(#{self.mark}-hatch-tenths)"
        if self.link is None or not area.code:
            return _tag("path", about | ({"data-code": area.code} if area.code else {}), *_said(area.says))
        steps = " ".join(step or "-" for step in area.steps)
        place = {"id": f"{self.mark}-{area.code}", "data-code": area.code, "data-steps": steps, "aria-label": area.says}
        href = self.link(area.code)
        if href:
            return _tag("a", {"href": href, **place}, *_said(area.says), _tag("path", about))
        # Nowhere to go from here; yet who walks the map by keys passes it, and is told its figure.
        return _tag("g", {"role": "img", "tabindex": "-1", **place}, *_said(area.says), _tag("path", about))


def _ring(ring: tuple[Point, ...]) -> str:
    tenths = [(round(x / TENTH), round(y / TENTH)) for x, y in ring]
    moves = " ".join(f"{x - ox} {y - oy}" for (ox, oy), (x, y) in pairwise(tenths))
    return f"M{tenths[0][0]} {tenths[0][1]}l{moves}z".replace(" -", "-")


def _said(says: str) -> list[Markup]:
    return [_tag("title", {}, says)] if says else []


def _tag(name: str, attributes: Attributes, *inside: str) -> Markup:
    """An element; whatever is in it or in its attributes is escaped, unless it is an element itself."""
    pairs = [Markup(' {}="{}"').format(key, _plain(value)) for key, value in attributes.items()]
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup("").join(pairs), Markup("").join(inside))


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
