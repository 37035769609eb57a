"""A recount: every figure told again from raw rows, by plain loops over all of them. It knows nothing of lendlib.

`recount` gives one figure of the depots asked for, told apart by any of what a fact knows of itself: {codes: number},
without zeros. By "period", the last, it gives the span as "now" and the year before it as "before".
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any, TypeVar

from tests.oracles.statistics_rows import DAY, Fact, Rows

UNSTATED_HOME = "0000"
A_YEAR_OF_WEEKS = timedelta(weeks=52)
A_MONTH = timedelta(days=31)
# What a desk counts; of a time before it began there is what was brought along.
AT_DESK = ("loans", "visits", "people", "visitors", "returns", "returns_late", "renewals", "lost", "found")
Key = tuple[str, ...]
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Of:
    """Of which depots a figure is, by their ids, and of which categories or groups, and size; none are all.

    Depots that had not opened by `today` are missing nowhere.
    """

    depots: Collection[int]
    categories: Collection[str] = ()
    size: str = ""
    today: date = date.max

    def has(self, fact: Fact) -> bool:
        """Whether something counts here."""
        own = {fact.knows.get("category"), fact.knows.get("group")}
        is_about = not self.categories or not own.isdisjoint(self.categories)
        return fact.depot in self.depots and is_about and self.size in ("", fact.knows.get("size"))


def recount(rows: Rows, measure: str, by: Sequence[str], from_on: date, until_on: date, of: Of) -> dict[Key, float]:
    """One figure, told apart so, of these days; both count."""
    if "period" in by:
        return _beside(rows, measure, by[:-1], from_on, until_on, of)
    if measure in ("stock", "lent_once", "never_lent", "loans_an_item"):
        return _of_stock(rows, measure, by, from_on, until_on, of)
    if measure == "loans_per_1000":
        return _per_1000(rows, by, from_on, until_on, of)
    counted: Counter[Key] = Counter(brought(rows, measure, by, from_on, until_on, of)[0])
    for fact in rows.facts(measure):
        if (fact.day is None or from_on <= fact.day <= until_on) and of.has(fact):
            counted[_key(rows, fact, by)] += fact.number
    return {key: number for key, number in counted.items() if number}


def brought(
    rows: Rows, measure: str, by: Sequence[str], from_on: date, until_on: date, of: Of
) -> tuple[dict[Key, int], int]:
    """Of the counts of earlier years those that join a figure, told apart so, and how many more its span touches."""
    if "period" in by:
        now, left_out = brought(rows, measure, by[:-1], from_on, until_on, of)
        before, more = brought(rows, measure, by[:-1], *_the_year_before(by, from_on, until_on), of)
        return _laid_beside(by[:-1], now, before), left_out + more
    joining: Counter[Key] = Counter()
    left_out = 0
    for fact, last in rows.brought(measure):
        assert fact.day is not None
        own = set(fact.knows.values())
        is_about = not of.categories or not own or not own.isdisjoint(of.categories)
        if fact.depot not in of.depots or not is_about or last < from_on or fact.day > until_on:
            continue
        is_year = last - fact.day > A_MONTH
        knows = {"depot", "municipality", "county", "year", *fact.knows} | (set() if is_year else {"month"})
        is_whole = from_on <= fact.day and last <= until_on
        if is_whole and knows.issuperset(by) and of.has(fact):
            joining[_key(rows, fact, by)] += fact.number
        else:
            left_out += fact.number
    return dict(joining), left_out


def uncounted(
    rows: Rows, measure: str, by: Sequence[str], from_on: date, until_on: date, of: Of
) -> tuple[set[Key], set[str]]:
    """Where a figure is not known: some was brought of other figures, none of this one, and nothing was done here.

    The second is of which spans the whole is not known, "now" or "before": nowhere else in it was anything counted.
    """
    if "period" in by:
        before_it = _the_year_before(by, from_on, until_on)
        now, whole = uncounted(rows, measure, by[:-1], from_on, until_on, of)
        before, whole_before = uncounted(rows, measure, by[:-1], *before_it, of)
        beside = _laid_beside(by[:-1], dict.fromkeys(now, 0), dict.fromkeys(before, 0))
        return set(beside), whole | {"before" for _one in whole_before}
    if measure not in AT_DESK:
        return set(), set()
    known = set(brought(rows, measure, by, from_on, until_on, of)[0])
    of_others = {key for one in AT_DESK for key in brought(rows, one, by, from_on, until_on, of)[0]}
    if not of_others - known:
        return set(), set()
    for act in {measure, "loans", "visitors"}:
        for fact in rows.facts(act):
            is_told = fact.day is not None and not {"category", "group"}.intersection(by) - set(fact.knows)
            if is_told and from_on <= (fact.day or from_on) <= until_on and of.has(fact):
                known.add(_key(rows, fact, by))
    return of_others - known, set() if known else {"now"}


def coverage(rows: Rows, from_on: date, until_on: date, depots: Collection[int]) -> dict[str, tuple[int, int]]:
    """Of how many visits home, kind, some age and the number of people are known: (stated, of)."""
    visits = [
        visit
        for visit in rows.counting_visits()
        if from_on <= visit["made_on"] <= until_on and visit["depot_id"] in depots
    ]
    people = rows.by_table["checkout_people"]
    with_people = {row["checkout_id"] for row in people}
    with_age = {row["checkout_id"] for row in people if row["age_band"] != "unstated"}
    return {
        "home": (sum(visit["home_code"] != UNSTATED_HOME for visit in visits), len(visits)),
        "kind": (sum(visit["kind"] != "unstated" for visit in visits), len(visits)),
        "age_band": (sum(visit["id"] in with_age for visit in visits), len(visits)),
        "people": (sum(visit["id"] in with_people for visit in visits), len(visits)),
    }


def fixed(rows: Rows, measure: str) -> tuple[dict[tuple[Any, ...], int], dict[tuple[Any, ...], float]]:
    """What the fixed tables show, with their sums in which nothing is hidden; and the same told by the rows.

    By depot, month or year, and home, kind and age band, "*" for each that is summed over.
    """
    shown = {
        (row["depot_id"], row["period"], row["home_code"], row["kind"], row["age_band"]): row[measure]
        for row in rows.by_table["fixed_cell"]
        if row[measure] is not None
    }
    for row in rows.by_table["fixed_table"]:
        if (row["what"] == "month_age") == (measure == "people"):
            shown[row["depot_id"], row["period"], "*", "*", "*"] = row[measure]
    true: Counter[tuple[Any, ...]] = Counter()
    for fact in rows.facts(measure):
        assert fact.day is not None
        who = [(fact.knows.get(one, "*"), "*") for one in ("home", "kind", "age_band")]
        for period in (fact.day.year, 100 * fact.day.year + fact.day.month):
            for names in set(product(*who)):
                true[fact.depot, period, *names] += fact.number
    return shown, dict(true)


def _beside(
    rows: Rows, measure: str, by: Sequence[str], from_on: date, until_on: date, of: Of
) -> dict[Key, float]:
    """The span, and beside it the days of the year before that stand with one of its days."""
    now = recount(rows, measure, by, from_on, until_on, of)
    return _laid_beside(by, now, recount(rows, measure, by, *_the_year_before(by, from_on, until_on), of))


def _the_year_before(by: Sequence[str], from_on: date, until_on: date) -> tuple[date, date]:
    """The first and the last of the days that stand with one of the span's."""
    first, last = from_on - A_YEAR_OF_WEEKS, until_on - A_YEAR_OF_WEEKS
    if "week" not in by:
        first -= 3 * DAY
        while _a_year_later(first) < from_on:
            first += DAY
        while _a_year_later(last) > until_on:
            last -= DAY
    return first, last


def _laid_beside(by: Sequence[str], now: dict[Key, Number], before: dict[Key, Number]) -> dict[Key, Number]:
    found = {(*key, "now"): number for key, number in now.items()}
    for key, number in before.items():
        beside = (*map(_code_later, by, key), "before")
        found[beside] = found[beside] + number if beside in found else number
    return found


def _a_year_later(day: date) -> date:
    """The same date; the last of February for a 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return (day - DAY if is_leap_day else day).replace(year=day.year + 1)


def _code_later(by: str, code: str) -> str:
    """What a time of the year before stands beside."""
    if by == "day":
        return _a_year_later(date.fromisoformat(code)).isoformat()
    if by == "week":
        return _time(date.fromisocalendar(int(code[:4]), int(code[6:]), 1) + A_YEAR_OF_WEEKS, "week")
    return f"{int(code[:4]) + 1}{code[4:]}" if by in ("month", "year") else code


def _key(rows: Rows, fact: Fact, by: Sequence[str]) -> Key:
    codes = [_code(rows, fact, one) for one in by]
    if "year" in by and "month" in by:
        # Years beside each other: the month alone.
        codes[list(by).index("month")] = codes[list(by).index("month")][5:]
    if "year" in by and "week" in by:
        year, week = codes[list(by).index("week")].split("-")
        codes[list(by).index("week")], codes[list(by).index("year")] = week, year
    return tuple(codes)


def _code(rows: Rows, fact: Fact, by: str) -> str:
    depot = rows.depots[fact.depot]
    if by == "depot":
        return str(depot["slug"])
    if by == "municipality":
        return str(depot["municipality_code"])
    if by == "county":
        return str(rows.counties[depot["municipality_code"]])
    if by in ("day", "week", "month", "year", "weekday"):
        assert fact.day is not None
        return _time(fact.day, by)
    return fact.knows[by]


def _time(day: date, by: str) -> str:
    year, week, weekday = day.isocalendar()
    return {
        "day": day.isoformat(),
        "week": f"{year}-W{week:02}",
        "month": day.isoformat()[:7],
        "year": day.isoformat()[:4],
        "weekday": str(weekday),
    }[by]


def _of_stock(
    rows: Rows, measure: str, by: Sequence[str], from_on: date, until_on: date, of: Of
) -> dict[Key, float]:
    loans = recount(rows, "loans", by, from_on, until_on, of) if measure == "loans_an_item" else {}
    lent = {
        (loan["item_id"], loan["depot_id"]) for loan in rows.counting_loans() if from_on <= loan["lent_on"] <= until_on
    }
    counted: Counter[Key] = Counter()
    for item, depot in rows.stock(until_on):
        fact = Fact(item["quantity"], until_on, depot, rows.of_thing(item["category_id"], item["id"]))
        if not of.has(fact):
            continue
        was_lent = (item["id"], depot) in lent
        if measure in ("stock", "loans_an_item") or was_lent == (measure == "lent_once"):
            counted[_key(rows, fact, by)] += fact.number
    if measure == "loans_an_item":
        return {key: loans.get(key, 0) / number for key, number in counted.items() if loans.get(key)}
    return {key: number for key, number in counted.items() if number}


def _per_1000(rows: Rows, by: Sequence[str], from_on: date, until_on: date, of: Of) -> dict[Key, float]:
    """Loans a thousand inhabitants of the municipalities that the depots lie in, of the span's last year or before.

    None where one of the open depots of the municipality, the county, or of any municipality in the whole is left out.
    """
    loans = recount(rows, "loans", by, from_on, until_on, of)
    people: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows.by_table["population"]:
        people[row["municipality_code"]][row["year"]] = row["people"]
    found = {}
    left_out = [id for id in rows.depots if id not in of.depots and not rows.is_practice(id, of.today)]
    municipalities = {str(rows.depots[id]["municipality_code"]) for id in left_out}
    for key, number in loans.items():
        place = dict(zip(by, key, strict=True))
        if place.get("municipality") in municipalities:
            continue
        if place.get("county") in {rows.counties[code] for code in municipalities}:
            continue
        if not {"home", "municipality", "county"} & place.keys() and municipalities & {
            rows.depots[id]["municipality_code"] for id in of.depots
        }:
            continue
        if "home" in place:
            codes = {place["home"]}
        else:
            codes = {
                row["municipality_code"]
                for row in rows.depots.values()
                if row["id"] in of.depots
                and place.get("municipality", row["municipality_code"]) == row["municipality_code"]
                and place.get("county", rows.counties[row["municipality_code"]])
                == rows.counties[row["municipality_code"]]
            }
        year = int(place["year"]) if "year" in place else int(place.get("month", f"{until_on.year}")[:4])
        told = {code: {had: n for had, n in people[code].items() if had <= year} for code in codes}
        known = [max(told[code].items()) for code in codes if told[code]]
        if len(known) == len(codes) and known:
            found[key] = 1000 * number / sum(n for _, n in known)
    return found
