"""Copying what one depot has decided to another: its rules, its week, its letters. First shown, then done."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, literal, select, update

from lendlib.models.depots import CategoryPolicy, Depot, OpeningHours
from lendlib.models.inventory import Category, CategoryName
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.copying_letters import letters_of, take_over_letters
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.seen import mark_of
from lendlib.rules.vocabulary import Verb, What

RULES = (
    "loan_days", "max_renewals", "group_loan_days", "retention_days", "inspection_days", "lock_minutes", "languages",
    "label_format", "may_forget_at_once",
)  # fmt: skip


class Part(StrEnum):
    """What can be copied."""

    RULES = "rules"
    CATEGORIES = "categories"
    HOURS = "hours"
    LETTERS = "letters"


class NothingToCopy(Refused):
    """Nothing was chosen, or the two are alike."""

    code = "nothing-to-copy"
    field = "parts"
    sentence = N_("There is nothing to copy.")
    advice = N_("Choose a part in which the depots differ.")


class ChangedMeanwhile(Refused):
    """What was shown is not what would be copied now."""

    code = "changed-meanwhile"
    sentence = N_("One of the depots was changed while you looked. Nothing was copied.")
    advice = N_("Look again at what would change, then copy.")


class HoursOfOpenDepot(Refused):
    """Loans' last days stand on open days; the page of hours moves them along, copying would not."""

    code = "hours-of-open-depot"
    field = "parts"
    sentence = N_("The week of a depot that has opened is not copied over.")
    advice = N_("Change its hours on its own page of hours and days: that moves the last days of loans along.")


@dataclass(frozen=True)
class Change:
    """One thing that would differ: which part, what of it (a rule's name, a category's, a weekday 0-6), now and then.

    Values are plain: a number or words for a rule, (days, renewals, borrowers) for a category, spans for a weekday;
    for letters as `copying_letters` has them.
    """

    part: Part
    what: str
    now: Any
    then: Any


@dataclass(frozen=True)
class Plan:
    """What copying from one depot to another would change, and a mark by which it is known again."""

    changes: tuple[Change, ...]
    seen: str

    def of(self, part: Part) -> list[Change]:
        """The changes of one part."""
        return [change for change in self.changes if change.part == part]


def plan(act: Act, from_id: int, language: str) -> Plan:
    """What this act's depot would take over from another one. Raises NotFound for itself."""
    if from_id == act.depot.id:
        raise NotFound
    here, there = (_rules(act, depot_id) for depot_id in (act.depot.id, from_id))
    changes = [Change(Part.RULES, name, here[name], there[name]) for name in RULES if here[name] != there[name]]
    mine, theirs = (_categories(act, depot_id) for depot_id in (act.depot.id, from_id))
    differing = [id_ for id_ in {**mine, **theirs} if mine.get(id_) != theirs.get(id_)]
    names = _names(act, differing, language)
    for id_ in sorted(differing, key=lambda id_: names[id_]):
        changes.append(Change(Part.CATEGORIES, names[id_], mine.get(id_), theirs.get(id_)))
    week, other = (_week(act, depot_id) for depot_id in (act.depot.id, from_id))
    for day in range(7):
        if week[day] != other[day]:
            changes.append(Change(Part.HOURS, str(day), tuple(week[day]), tuple(other[day])))
    ours, others = (letters_of(act, depot_id) for depot_id in (act.depot.id, from_id))
    for what in {**ours, **others}:
        if ours.get(what) != others.get(what):
            changes.append(Change(Part.LETTERS, what, ours.get(what), others.get(what)))
    # Without the names, which differ by language.
    marked = [here, there, *(sorted(each.items()) for each in (mine, theirs, week, other, ours, others))]
    return Plan(tuple(changes), mark_of(marked))


def copy_from(act: Act, source: DepotPolicy, parts: Collection[Part], seen: str) -> commands.Done:
    """Take over those parts from another depot, as they were seen.

    Raises NotFound, NothingToCopy, ChangedMeanwhile, HoursOfOpenDepot.
    """
    chosen = sorted(set(parts))

    def effect() -> tuple[dict[str, Any], Any]:
        planned = plan(act, source.id, "sv")
        if planned.seen != seen:
            raise ChangedMeanwhile
        wanted = [part for part in chosen if planned.of(part)]
        if not wanted:
            raise NothingToCopy
        if Part.HOURS in wanted and not act.depot.is_practising(act.today):
            raise HoursOfOpenDepot
        take_over(act, source.id, wanted)
        result = {"depot": act.depot.id, "from": source.id}
        return result, lambda command_id: history.tell(act, command_id, What.DEPOT_COPIED_TO)

    return commands.once(act, Verb.COPY_DEPOT, [source.id, chosen, seen], effect)


def take_over(act: Act, from_id: int, parts: Collection[Part]) -> None:
    """Write those parts of another depot over this one's."""
    run = act.session.connection().execute
    here = act.depot.id
    if Part.RULES in parts:
        run(update(Depot).where(Depot.id == here).values(_rules(act, from_id)))
    if Part.CATEGORIES in parts:
        run(delete(CategoryPolicy).where(CategoryPolicy.depot_id == here))
        columns = ("category_id", "loan_days", "max_renewals", "borrowers")
        theirs = select(
            literal(here, CategoryPolicy.depot_id.type),
            *(getattr(CategoryPolicy, column) for column in columns),
        ).where(CategoryPolicy.depot_id == from_id)
        run(insert(CategoryPolicy).from_select(["depot_id", *columns], theirs, include_defaults=False))
    if Part.HOURS in parts:
        run(delete(OpeningHours).where(OpeningHours.depot_id == here))
        rows = [
            {"depot_id": here, "weekday": day, "opens": opens, "closes": closes}
            for day, spans in _week(act, from_id).items()
            for opens, closes in spans
        ]
        if rows:
            run(insert(OpeningHours), rows)
        run(update(Depot).where(Depot.id == here).values(calendar_version=Depot.calendar_version + 1))
    if Part.LETTERS in parts:
        take_over_letters(act, from_id)


def _rules(act: Act, depot_id: int) -> dict[str, Any]:
    columns = [getattr(Depot, name) for name in RULES]
    row = act.session.connection().execute(select(*columns).where(Depot.id == depot_id)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def _categories(act: Act, depot_id: int) -> dict[int, tuple[int | None, int | None, str]]:
    rows = act.session.connection().execute(
        select(
            CategoryPolicy.category_id, CategoryPolicy.loan_days, CategoryPolicy.max_renewals, CategoryPolicy.borrowers
        ).where(CategoryPolicy.depot_id == depot_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _names(act: Act, category_ids: list[int], language: str) -> dict[int, str]:
    rows = act.session.connection().execute(
        select(Category.id, Category.key, CategoryName.name)
        .outerjoin(CategoryName, (CategoryName.category_id == Category.id) & (CategoryName.language == language))
        .where(Category.id.in_(category_ids))
    )
    return {row[0]: row[2] or row[1] for row in rows}


def _week(act: Act, depot_id: int) -> dict[int, list[tuple[time, time]]]:
    week: dict[int, list[tuple[time, time]]] = defaultdict(list, {day: [] for day in range(7)})
    rows = act.session.connection().execute(
        select(OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)
        .where(OpeningHours.depot_id == depot_id)
        .order_by(OpeningHours.weekday, OpeningHours.opens)
    )
    for weekday, opens, closes in rows:
        week[weekday].append((opens, closes))
    return week
