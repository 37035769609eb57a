"""Pictures of a fixed table: on its page, and as files of their own, of the same sums."""

from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_babel import gettext as _

from lendlib.operations.depots import slug_of
from lendlib.outside.pictures import NARROW, WIDE, bars_of_plot, titled
from lendlib.outside.pictures_png import png_file
from lendlib.outside.pictures_svg import svg_file, svg_in_page
from lendlib.rules.disclosure_asked import period_code, written_fixed
from lendlib.rules.disclosure_drawn import plots_of_fixed
from lendlib.rules.disclosure_laid_out import laid_out_fixed
from lendlib.rules.errors import NotFound
from lendlib.rules.pictures_plot import Plot
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_cells import NAME, Shown, borrowers, legend, notes, sentence, shown_here
from lendlib.web.statistics_file_names import attached
from lendlib.web.statistics_pictures import KINDS, Drawn
from lendlib.web.statistics_questions import for_readers

__all__ = ["room"]


@room.get(f'/{NAME}.<any("svg", "png"):kind>')
@for_readers
def borrowers_picture(kind: str) -> Page:
    """The picture of a figure as a file. Raises NotFound where there is no such table or figure, or nothing to draw."""
    try:
        shown = shown_here()
    except BadQuestion:
        return borrowers()
    asked = shown.asked
    plots = _plots(shown)
    typed = request.args.get("figure", "").strip()
    plot = next((plot for plot in plots if typed in ("", plot.measure.value)), None)
    if plot is None:
        raise NotFound
    content = _as_file(shown, plot, kind)
    words = f"lendlib-{NAME}-by-{slug_of('-'.join(asked.by))}-{plot.measure.value}-{period_code(asked.period)}"
    return attached(Response(content, content_type=KINDS[kind]), f"{words}.{kind}")


@room.app_template_global()
def fixed_pictures_of(shown: Shown) -> list[Drawn]:
    """The pictures of a fixed table, one a figure, for its page."""
    return [_drawn(shown, plot) for plot in _plots(shown)]


def _plots(shown: Shown) -> list[Plot]:
    return plots_of_fixed(laid_out_fixed(shown.table), shown.table.measures)


def _drawn(shown: Shown, plot: Plot) -> Drawn:
    mark, language = f"picture-{plot.measure.value}", shown.reader.language
    wide, narrow = (bars_of_plot(plot, language, width) for width in (WIDE, NARROW))
    query = urlencode([*written_fixed(shown.asked), ("figure", plot.measure.value)])
    return Drawn(
        wide.name,
        svg_in_page(wide, f"{mark}-wide", css="picture--wide"),
        svg_in_page(narrow, f"{mark}-narrow", css="picture--narrow"),
        tuple((kind.upper(), f"{url_for('statistics.borrowers_picture', kind=kind)}?{query}") for kind in KINDS),
    )


def _as_file(shown: Shown, plot: Plot, kind: str) -> str | bytes:
    """The picture by itself: of what it is, what is hidden and why, how far it reaches, when it was made."""
    said = [sentence(shown, of_page=True), *([legend(shown)] if plot.has_hidden else []), *notes(shown)]
    signed = f"lendlib · {shown.reader.today.isoformat()}"
    picture = bars_of_plot(plot, shown.reader.language, WIDE)
    whole = titled(picture, _("Home, kind and age"), *said, signed)
    return png_file(whole) if kind == "png" else svg_file(whole)
