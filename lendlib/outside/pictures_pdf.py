"""Pictures drawn onto a page of reportlab's canvas, as lines and letters that stay sharp at any size."""

from typing import Any

from reportlab.lib.colors import HexColor

from lendlib.outside.pdf_pages import BOLD, PLAIN, printable
from lendlib.outside.pictures_inks import INKS, PAPER
from lendlib.rules.pictures import Area, Bar, Dot, Form, Ink, Line, Picture, Point, Text, corners

HATCH, HATCH_LINE, EDGE_LINE = 5.0, 1.4, 0.5


def pdf_height(picture: Picture, width: float) -> float:
    """How high a picture is that is drawn so wide, in the same unit."""
    return width * picture.height / picture.width


def pdf_draw(canvas: Any, picture: Picture, x: float, y: float, width: float) -> float:
    """Draw a picture whose lower left corner is (x, y), in points; returns how high it became."""
    height = pdf_height(picture, width)
    scale = width / picture.width
    canvas.saveState()
    canvas.translate(x, y + height)
    canvas.scale(scale, scale)
    pen = _Pen(canvas)
    for shape in picture.shapes:
        if isinstance(shape, Line):
            pen.line(shape)
        elif isinstance(shape, Bar):
            pen.bar(shape)
        elif isinstance(shape, Dot):
            pen.dot(shape)
        elif isinstance(shape, Text):
            pen.text(shape)
        else:
            pen.area(shape)
    canvas.restoreState()
    return height


class _Pen:
    """Draws shapes whose y grows downwards onto paper where it grows upwards."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def line(self, line: Line) -> None:
        self._stroke(line.ink, line.width)
        self.canvas.setDash(*([list(line.dash)] if line.dash else []))
        self.canvas.drawPath(self._path([line.points], is_closed=False), stroke=1, fill=0)
        self.canvas.setDash()

    def bar(self, bar: Bar) -> None:
        if bar.ink is not None:
            ring = (
                (bar.x, bar.y),
                (bar.x + bar.width, bar.y),
                (bar.x + bar.width, bar.y + bar.height),
                (bar.x, bar.y + bar.height),
            )
            self._fill((ring,), bar.ink, has_edge=bar.has_edge)

    def area(self, area: Area) -> None:
        self._fill(area.rings, area.ink, has_edge=area.has_edge)

    def dot(self, dot: Dot) -> None:
        if dot.form not in {Form.CIRCLE, Form.RING}:
            self._fill((tuple(corners(dot)),), dot.ink, has_edge=False)
            return
        is_ring = dot.form is Form.RING
        self.canvas.setFillColor(HexColor(PAPER if is_ring else INKS[dot.ink]))
        self._stroke(dot.ink, 1.75)
        self.canvas.circle(dot.x, -dot.y, dot.size / 2, stroke=int(is_ring), fill=1)

    def text(self, text: Text) -> None:
        words, font = printable(text.words), BOLD if text.is_bold else PLAIN
        draw = {"middle": self.canvas.drawCentredString, "end": self.canvas.drawRightString}
        put = draw.get(text.anchor, self.canvas.drawString)
        self.canvas.setFont(font, text.size)
        if text.halo is not None:
            self.canvas.setStrokeColor(HexColor(INKS[text.halo]))
            self.canvas.setLineWidth(2.5)
            self.canvas.setLineJoin(1)
            self.canvas.setFillColor(HexColor(INKS[text.halo]))
            put(text.x, -text.y, words, mode=2)
        self.canvas.setFillColor(HexColor(INKS[text.ink]))
        put(text.x, -text.y, words, mode=0)

    def _stroke(self, ink: Ink, width: float) -> None:
        self.canvas.setStrokeColor(HexColor(INKS[ink]))
        self.canvas.setLineWidth(width)
        self.canvas.setLineJoin(1)

    def _fill(self, rings: tuple[tuple[Point, ...], ...], ink: Ink, *, has_edge: bool) -> None:
        if not rings:
            return
        is_hidden = ink is Ink.HIDDEN
        self.canvas.setFillColor(HexColor(INKS[Ink.NONE if is_hidden else ink]))
        self._stroke(Ink.NONE if ink is Ink.GROUND else Ink.EDGE, EDGE_LINE)
        self.canvas.drawPath(self._path(rings), stroke=0, fill=1)
        if is_hidden:
            self._hatch(rings)
            self._stroke(Ink.EDGE, EDGE_LINE)
        if is_hidden or has_edge:
            self.canvas.drawPath(self._path(rings), stroke=1, fill=0)

    def _hatch(self, rings: tuple[tuple[Point, ...], ...]) -> None:
        xs = [x for ring in rings for x, _y in ring]
        ys = [-y for ring in rings for _x, y in ring]
        left, right, low, high = min(xs), max(xs), min(ys), max(ys)
        self.canvas.saveState()
        self.canvas.clipPath(self._path(rings), stroke=0, fill=0)
        self._stroke(Ink.HIDDEN, HATCH_LINE)
        x = left - (high - low)
        while x < right:
            self.canvas.line(x, low, x + (high - low), high)
            x += HATCH * 1.4
        self.canvas.restoreState()

    def _path(self, rings: Any, *, is_closed: bool = True) -> Any:
        path = self.canvas.beginPath()
        for ring in rings:
            path.moveTo(ring[0][0], -ring[0][1])
            for x, y in ring[1:]:
                path.lineTo(x, -y)
            if is_closed:
                path.close()
        return path
