"""Pictures of the statistics: on each report's page, as files of their own, and the map of the municipalities."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup

from lendlib.outside.pictures import MAP, NARROW, WIDE, county_names, map_of, municipality_names, picture_of, titled
from lendlib.outside.pictures_png import png_file
from lendlib.outside.pictures_svg import svg_file, svg_in_page
from lendlib.rules.errors import Refused
from lendlib.rules.pictures import Picture
from lendlib.rules.statistics import Member, Shown, Table
from lendlib.rules.statistics_asked import told, written
from lendlib.rules.statistics_asked_refusals import UnknownMeasure, UnknownPlace
from lendlib.rules.statistics_reports import REPORTS
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.web.addresses import is_number_asked
from lendlib.web.languages import current_config
from lendlib.web.statistics import Page, refused, room
from lendlib.web.statistics_pages import further, page_told
from lendlib.web.statistics_questions import Question, for_readers, question_here, report_named
from lendlib.web.statistics_sentences import sentence
from lendlib.web.statistics_words import MEASURES, REPORT_WORDS

__all__ = ["room"]

MOST_PICTURES = 4
MAP_FILE = 460.0
COUNTRY = "00"
KINDS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
Link = Callable[[str], str]


@dataclass(frozen=True)
class Drawn:
    """A picture on a page: its name, as markup for a wide and a narrow place, and where it is fetched as a file."""

    name: str
    wide: Markup
    narrow: Markup
    files: tuple[tuple[str, str], ...]


@room.get("/map")
@for_readers
def municipalities() -> Page:
    """The map: the country, or a county close by, beside its table."""
    report = REPORTS["map"]
    try:
        question = question_here(report)
        zoom = Zoom.asked(question)
        if request.args and not is_number_asked() and request.query_string.decode("ascii", "replace") != zoom.query():
            return redirect(zoom.address())
        shown = page_told(question)
        return render_template("statistics/map.html", **shown | _map_told(zoom, shown["table"]))
    except Refused as no:
        return refused(report, no)


@room.get('/<name>.<any("svg", "png"):kind>')
@for_readers
def picture(name: str, kind: str) -> Page:
    """The picture of a report as a file. What can't be answered, or not to this reader, is told by its page."""
    report = report_named(name)
    try:
        question = question_here(report)
        if question.stays:
            return redirect(f"{url_for('statistics.report', name=name)}?{question.query}", 303)
        table = question.answer()
        measure = _figure_named("figure", table.measures) or table.measures[0]
        whole = _as_file(question, table, measure)
    except Refused as no:
        return refused(report, no)
    content = png_file(whole) if kind == "png" else svg_file(whole)
    response = Response(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(question, measure)}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@room.app_template_global()
def pictures_of(question: Question, table: Table) -> list[Drawn]:
    """The pictures of a table, one a figure, for its page."""
    measures = [measure for measure in table.measures[:MOST_PICTURES] if _has_any(table, measure)]
    return [_drawn(question, table, measure) for measure in measures]


@dataclass(frozen=True)
class Zoom:
    """What of the map is seen: a county or, empty, the country; and the figure that colours it, if one is asked."""

    question: Question
    county: str
    is_asked: bool
    colour: Measure | None

    @classmethod
    def asked(cls, question: Question) -> "Zoom":
        """As the address asks; else the one county in which the reader's depots lie. Raises UnknownPlace."""
        code = request.args.get("county", "").strip()
        colour = _figure_named("colour", question.asked.measures)
        if code and code != COUNTRY and code not in county_names():
            raise UnknownPlace(typed=told(code))
        own = {depot.county_code for depot in question.places.depots.values()}
        county = code or (next(iter(own)) if len(own) == 1 else "")
        return cls(question, "" if county == COUNTRY else county, bool(code), colour)

    def query(self) -> str:
        """The address' query."""
        pairs = written(self.question.asked, self.question.report)
        pairs += [("county", self.county or COUNTRY)] if self.is_asked else []
        pairs += [("colour", self.colour.value)] if self.colour else []
        return urlencode(pairs)

    def address(self, **changes: object) -> str:
        """The address of the map, or of the same with something changed."""
        there = replace(self, **changes)  # type: ignore[arg-type]
        return f"{url_for('statistics.municipalities')}?{there.query()}"

    def named(self) -> "Zoom":
        """The same with its places by name, for whoever sees more than this reader."""
        return replace(self, question=replace(self.question, asked=self.question.named))

    def onto(self, county: str) -> str:
        """The address of another county, or of the country."""
        return self.address(county=county, is_asked=True)

    def is_narrower(self, table: Table) -> bool:
        """Whether the table tells of municipalities that the map, close by, does not show."""
        return any(not member.code.startswith(self.county) for member in table.dimensions[0].members)

    def alone(self) -> str:
        """The address of the county's own figures; empty where one may not ask for them, or has asked for places."""
        asked = self.question.asked
        if asked.places or self.county not in self.question.reader.known.places:
            return ""
        return replace(self, question=replace(self.question, asked=replace(asked, places=(self.county,)))).address()

    def link(self, table: Table) -> Link:
        """From the country to a municipality's county; from there to its own figures, where it has some."""
        if not self.county:
            return lambda code: f"{self.onto(code[:2])}#map-{code}"
        codes = {member.code for member in table.dimensions[0].members}
        names = municipality_names()
        return lambda code: (further(self.question, table, Member(code, names[code])) or "") if code in codes else ""


def _map_told(zoom: Zoom, table: Table) -> dict[str, object]:
    colour = zoom.colour or _usual_colour(table)
    drawn = map_of(table, colour, zoom.question.reader.language, MAP, county=zoom.county)
    names = county_names()
    first = next(code for code in municipality_names() if code.startswith(zoom.county))
    return {
        "address": current_config().base_url + zoom.named().address(),
        "map": svg_in_page(drawn, "map", zoom.link(table), "picture--map"),
        "county": names.get(zoom.county, ""),
        "zoom": zoom,
        "is_narrower": zoom.is_narrower(table),
        "alone_href": zoom.alone(),
        "back_href": f"{zoom.onto('')}#map-{first}",
        "counties": [(name, zoom.onto(code), code == zoom.county) for code, name in names.items()],
        "colours": [(MEASURES[each], zoom.address(colour=each), each is colour) for each in table.measures],
        "files": _files("map", zoom.query()),
    }


def _usual_colour(table: Table) -> Measure:
    """Loans per 1,000 inhabitants make places alike, where inhabitants are known; else the first figure."""
    best = Measure.LOANS_PER_1000
    return best if best in table.measures and _has_any(table, best) else table.measures[0]


def _as_file(question: Question, table: Table, measure: Measure) -> Picture:
    language, name = question.reader.language, question.report.name
    title = str(REPORT_WORDS[name][0])
    if name != "map":
        drawn = picture_of(table, measure, language, WIDE)
        return titled(drawn, title, sentence(question), _signed(question))
    zoom = Zoom.asked(question)
    colour = zoom.colour or _usual_colour(table)
    drawn = map_of(table, colour, language, MAP_FILE, county=zoom.county)
    return titled(drawn, county_names().get(zoom.county, title), sentence(question), _signed(question))


def _signed(question: Question) -> str:
    return f"lendlib · {question.reader.today.isoformat()}"


def _drawn(question: Question, table: Table, measure: Measure) -> Drawn:
    language, mark = question.reader.language, f"picture-{measure.value.replace('_', '-')}"
    wide, narrow = (picture_of(table, measure, language, width) for width in (WIDE, NARROW))
    query = urlencode([*written(question.asked, question.report), ("figure", measure.value)])
    return Drawn(
        wide.name,
        svg_in_page(wide, f"{mark}-wide", css="picture--wide"),
        svg_in_page(narrow, f"{mark}-narrow", css="picture--narrow"),
        () if question.stays else _files(question.report.name, query),
    )


def _files(name: str, query: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind.upper(), f"{url_for('statistics.picture', name=name, kind=kind)}?{query}") for kind in KINDS
    )


def _figure_named(name: str, measures: tuple[Measure, ...]) -> Measure | None:
    """The figure that the address names, if the table has it. Raises UnknownMeasure."""
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    found = next((measure for measure in measures if measure.value == typed), None)
    if found is None and typed not in {measure.value for measure in Measure}:
        raise UnknownMeasure(typed=told(typed))
    return found


def _has_any(table: Table, measure: Measure) -> bool:
    """Whether any of its figures is known."""
    at = table.measures.index(measure)
    return not table.values or any(row[at] is not Shown.NONE for row in table.values.values())


def _file_name(question: Question, measure: Measure) -> str:
    asked = question.asked
    return f"lendlib-{question.report.name}-{measure.value}-{asked.from_on}-{asked.until_on}"
