"""The members of each dimension: those of places and times are all shown; of things and homes, those with a figure."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lendlib.operations.statistics_counting import Cells, Question
from lendlib.operations.statistics_places import homes
from lendlib.operations.statistics_things import size_members
from lendlib.rules.statistics import Asked, Member
from lendlib.rules.statistics_names import AGE_BANDS, KINDS, PART, spoken
from lendlib.rules.statistics_sense import PLACES
from lendlib.rules.statistics_times import Period, members_of, period_members, weeks_years
from lendlib.rules.vocabulary_statistics import AREAS, By, Measure

FROM_COUNTS = frozenset({By.HOME, By.CATEGORY, By.GROUP, By.SIZE})
_CLOSED_LISTS = {By.KIND: KINDS, By.AGE_BAND: AGE_BANDS}


def fixed_members(
    by: By, question: Question, asked: Asked, spans: Sequence[Period], language: str
) -> tuple[Member, ...]:
    """The members of a dimension that are known before anything is counted: empty ones are shown too."""
    if by in PLACES:
        members = question.places.members(by)
        return tuple(_marked(member, question.parts, language) for member in members) if by in AREAS else members
    if by is By.PERIOD:
        return period_members(spans, language)
    if by in _CLOSED_LISTS:
        return tuple(Member(code, name) for code, name in _CLOSED_LISTS[by][spoken(language)].items())
    if by is By.YEAR and By.WEEK in question.by:
        return weeks_years(asked.from_on, asked.until_on)
    return members_of(by, asked.from_on, asked.until_on, language, is_season=question.is_season)


def _marked(member: Member, parts: Mapping[str, tuple[int, int]], language: str) -> Member:
    """An area, which says in its name where only some of its depots are counted."""
    if member.code not in parts:
        return member
    counted, of = parts[member.code]
    return Member(member.code, PART[spoken(language)].format(name=member.name, counted=counted, of=of), is_part=True)


def counted_members(
    session: Session, question: Question, counts: Mapping[Measure, Cells], language: str
) -> dict[By, tuple[Member, ...]]:
    """The members of the other dimensions that were met while counting."""
    found: dict[By, tuple[Member, ...]] = {}
    for place, by in enumerate(question.by):
        if by not in FROM_COUNTS:
            continue
        codes = {key[place] for cells in counts.values() for key in cells}
        if by is By.HOME:
            found[by] = homes(session, sorted(codes), language)
        elif by is By.SIZE:
            found[by] = size_members(codes, language)
        else:
            found[by] = question.things.members(by, codes)
    return found
