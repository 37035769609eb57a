"""The monthly letter: three figures, the way to the month's report, and how to stop it. It follows nobody."""

from urllib.parse import urlencode

from babel.dates import format_date

from lendlib.operations.report_letters import Owed
from lendlib.outside.letters import Post
from lendlib.outside.yearly_speech import STAR_MEANS, THIN, Speech
from lendlib.rules.errors import N_
from lendlib.rules.letters import Letter
from lendlib.rules.months import first_day, last_day
from lendlib.rules.statistics import Shown, Table, Value
from lendlib.rules.statistics_times import BEFORE, NOW
from lendlib.rules.vocabulary_reminders import TextForm


def report_letter(its: Owed, table: Table, post: Post) -> Letter:
    """Write it. The same month makes the same letter, under the same Message-ID."""
    say = Speech.of(its.language)
    first, last = first_day(its.month), last_day(its.month)
    month = str(format_date(first, "LLLL y", locale=say.said.locale))
    query = urlencode({"from": first.isoformat(), "until": last.isoformat(), "by": "day"})
    lines = [
        say(N_("Hello %(name)s,"), name=its.name),
        "",
        say(N_("In %(month)s, as far as you look after:"), month=month),
    ]
    for measure, now, before in zip(table.measures, table.totals, table.totals_before, strict=True):
        told = {"now": _told(now, say, table, NOW), "before": _told(before, say, table, BEFORE)}
        words = N_("%(figure)s: %(now)s (%(before)s the year before)")
        lines.append("– " + say(words, figure=say.measure(measure), **told))
    if table.imported:
        lines += ["", say(STAR_MEANS)]
    lines += [
        "",
        say(N_("The month's report (you sign in first):")),
        f"{post.base_url}/statistics/time?{query}",
        "",
        say(N_("You get this letter because you asked for it. To stop it, take the tick away here:")),
        f"{post.base_url}/statistics/letters",
    ]
    return Letter(
        message_id=f"{post.keys.letter_id(f'report {its.staff_id} {its.month}')}@{post.host}",
        to=its.email,
        form=TextForm.LONG,
        language=its.language,
        sender="lendlib",
        list_id=f"reports.{post.host}",
        subject=say(N_("Loans in %(month)s"), month=month),
        words="\n".join(lines).replace(THIN, "\N{NO-BREAK SPACE}") + "\n",
    )


def _told(total: Value, say: Speech, table: Table, period: str) -> str:
    """A figure with its star; where there is none, nothing is marked."""
    return say.cell(total).words + ("*" if table.is_brought(period) and total is not Shown.NONE else "")
