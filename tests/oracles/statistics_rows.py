"""Raw rows as facts that count, by plain loops over all of them. It knows nothing of lendlib.

`Rows` are read by sqlite3 or psycopg.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

NO_SIZE = "-"
DAY = timedelta(days=1)


@dataclass
class Fact:
    """Something that counts: how much, when, where, of what, for whom. What it does not know is not in `knows`."""

    number: int
    day: date | None
    depot: int
    knows: dict[str, str] = field(default_factory=dict)


class Rows:
    """All rows that figures are made of, as dictionaries by their table."""

    tables = (
        *("municipality", "depot", "category", "item", "item_stay", "checkout", "checkout_people"),
        *("loan", "due_change", "door_day", "event", "population", "wanted", "earlier_count"),
        *("fixed_table", "fixed_cell"),
    )

    def __init__(self, connection: Any) -> None:
        self.by_table: dict[str, list[dict[str, Any]]] = {}
        for table in self.tables:
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            self.by_table[table] = [_plain(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
        self.depots = {row["id"]: row for row in self.by_table["depot"]}
        self.items = {row["id"]: row for row in self.by_table["item"]}
        self.visits = {row["id"]: row for row in self.by_table["checkout"]}
        self.loans = {row["id"]: row for row in self.by_table["loan"]}
        self.categories = {row["id"]: row for row in self.by_table["category"]}
        self.counties = {row["code"]: row["county_code"] for row in self.by_table["municipality"]}
        self.real = {row["checkout_id"] for row in self.loans.values() if row["outcome"] != "undone"}
        self._facts: dict[str, list[Fact]] = {}

    def facts(self, measure: str) -> list[Fact]:
        """All facts of a figure, read once."""
        if measure not in self._facts:
            self._facts[measure] = list(FACTS[measure](self))
        return self._facts[measure]

    def at(self, places: Collection[str]) -> set[int]:
        """The depots of these short names, municipalities and counties; none are all."""
        return {
            row["id"]
            for row in self.depots.values()
            if not places
            or not {row["slug"], row["municipality_code"], self.counties[row["municipality_code"]]}.isdisjoint(places)
        }

    # What a fact belongs to.

    def became(self, category: int) -> int:
        """The category that one is today."""
        while self.categories[category]["merged_into_id"]:
            category = self.categories[category]["merged_into_id"]
        return category

    def group(self, category: int) -> int:
        """The group of a category, as it is today; a group is its own."""
        one = self.became(category)
        return self.became(self.categories[one]["parent_id"] or one)

    def of_thing(self, category: int, item: int) -> dict[str, str]:
        """What is known of a thing."""
        return {
            "category": self.categories[self.became(category)]["key"],
            "group": self.categories[self.group(category)]["key"],
            "size": self.items[item]["size_text"] or NO_SIZE,
        }

    def of_visit(self, visit: dict[str, Any]) -> dict[str, str]:
        """What is known of who came."""
        return {"home": visit["home_code"], "kind": visit["kind"]}

    def hour(self, moment: datetime, depot: int) -> str:
        """The hour on the depot's own clock."""
        return f"{moment.astimezone(ZoneInfo(self.depots[depot]['time_zone'])).hour:02}"

    def is_practice(self, depot: int, began_on: date) -> bool:
        """Whether something of that day was practice: the depot had not opened."""
        row = self.depots[depot]
        return row["state"] == "test" or (row["opens_on"] is not None and began_on < row["opens_on"])

    def counting_loans(self) -> Iterator[dict[str, Any]]:
        """Loans that count at all."""
        for loan in self.loans.values():
            if loan["outcome"] != "undone" and not self.is_practice(loan["depot_id"], loan["lent_on"]):
                yield loan

    def counting_visits(self) -> Iterator[dict[str, Any]]:
        """Visits that count at all: something of them was not undone."""
        for visit in self.visits.values():
            if visit["id"] in self.real and not self.is_practice(visit["depot_id"], visit["made_on"]):
                yield visit

    # What is counted.

    def _of_loan(self, loan: dict[str, Any], day: date, number: int | None = None, **more: str) -> Fact:
        knows = self.of_thing(loan["category_id"], loan["item_id"]) | self.of_visit(self.visits[loan["checkout_id"]])
        return Fact(loan["quantity"] if number is None else number, day, loan["depot_id"], knows | more)

    def loans_lent(self) -> Iterator[Fact]:
        for loan in self.counting_loans():
            yield self._of_loan(loan, loan["lent_on"], hour=self.hour(loan["lent_at"], loan["depot_id"]))

    def returns(self) -> Iterator[Fact]:
        for loan in self.counting_loans():
            if loan["outcome"] in ("returned", "found_here"):
                yield self._of_loan(loan, loan["closed_on"])

    def returns_late(self) -> Iterator[Fact]:
        for loan in self.counting_loans():
            if loan["outcome"] == "returned" and loan["closed_on"] > loan["due_on"]:
                yield self._of_loan(loan, loan["closed_on"])

    def lost(self) -> Iterator[Fact]:
        for loan in self.counting_loans():
            if loan["outcome"] == "lost":
                yield self._of_loan(loan, loan["closed_on"])

    def found(self) -> Iterator[Fact]:
        for loan in self.counting_loans():
            if loan["found_on"] is not None:
                yield self._of_loan(loan, loan["found_on"])

    def renewals(self) -> Iterator[Fact]:
        counting = {loan["id"] for loan in self.counting_loans()}
        for change in self.by_table["due_change"]:
            if change["reason"] == "renewal" and change["undone_at"] is None and change["loan_id"] in counting:
                zone = ZoneInfo(self.depots[change["depot_id"]]["time_zone"])
                yield self._of_loan(self.loans[change["loan_id"]], change["made_at"].astimezone(zone).date(), 1)

    def visits_made(self) -> Iterator[Fact]:
        for visit in self.counting_visits():
            hour = self.hour(visit["made_at"], visit["depot_id"])
            yield Fact(1, visit["made_on"], visit["depot_id"], self.of_visit(visit) | {"hour": hour})

    def people(self) -> Iterator[Fact]:
        counting = {visit["id"]: visit for visit in self.counting_visits()}
        for row in self.by_table["checkout_people"]:
            visit = counting.get(row["checkout_id"])
            if visit is not None:
                knows = self.of_visit(visit) | {"age_band": row["age_band"]}
                knows["hour"] = self.hour(visit["made_at"], visit["depot_id"])
                yield Fact(row["people"], visit["made_on"], visit["depot_id"], knows)

    def brought(self, measure: str) -> Iterator[tuple[Fact, date]]:
        """Counts of the years before lendlib, each on the first day of its month or year; and that one's last day."""
        for row in self.by_table["earlier_count"]:
            year, month = divmod(row["month"], 100)
            if row["measure"] == measure and self.depots[row["depot_id"]]["state"] != "test":
                category, end = row["category_id"], date(year, month or 12, 28) + 4 * DAY
                knows = {}
                if category:
                    knows = {
                        "category": self.categories[self.became(category)]["key"],
                        "group": self.categories[self.group(category)]["key"],
                    }
                fact = Fact(row["count"], date(year, month or 1, 1), row["depot_id"], knows)
                yield fact, end - end.day * DAY

    def visitors(self) -> Iterator[Fact]:
        for row in self.by_table["door_day"]:
            if not self.is_practice(row["depot_id"], row["day_on"]):
                yield Fact(row["visitors"], row["day_on"], row["depot_id"])

    def donations(self) -> Iterator[Fact]:
        for item in self.items.values():
            if item["donated_on"] is None:
                continue
            stays = [row for row in self.by_table["item_stay"] if row["item_id"] == item["id"]]
            had = [row for row in stays if row["from_on"] <= item["donated_on"]] or stays[:1]
            where = max(had, key=lambda row: (row["from_on"], row["id"]))["depot_id"]
            yield Fact(item["quantity"], item["donated_on"], where, self.of_thing(item["category_id"], item["id"]))

    def stock(self, until_on: date) -> list[tuple[dict[str, Any], int]]:
        """The things that belonged to each depot when that day ended: (item, depot)."""
        retired = self._retired_on()
        return [
            (self.items[row["item_id"]], row["depot_id"])
            for row in self.by_table["item_stay"]
            if row["from_on"] <= until_on
            and (row["until_on"] is None or row["until_on"] > until_on)
            and not retired.get(row["item_id"], until_on + DAY) <= until_on
        ]

    def _retired_on(self) -> dict[int, date]:
        """Since which day a thing that is retired today has been so, by its depot's calendar."""
        last: dict[int, dict[str, Any]] = {}
        for event in self.by_table["event"]:
            if event["what"] == "retired" and event["item_id"] is not None:
                last[event["item_id"]] = max(event, last.get(event["item_id"], event), key=lambda row: row["at"])
        found = {}
        for item in self.items.values():
            if item["condition"] == "retired":
                at = last[item["id"]]["at"] if item["id"] in last else item["changed_at"]
                depot = last[item["id"]]["depot_id"] if item["id"] in last else item["depot_id"]
                found[item["id"]] = at.astimezone(ZoneInfo(self.depots[depot]["time_zone"])).date()
        return found

    def worn(self) -> Iterator[Fact]:
        retired = self._retired_on()
        for item in self.items.values():
            if item["condition"] == "retired" and item["retire_reason"] in ("worn", "unsafe"):
                knows = self.of_thing(item["category_id"], item["id"])
                yield Fact(item["quantity"], retired[item["id"]], item["depot_id"], knows)

    def missing(self) -> Iterator[Fact]:
        for item in self.items.values():
            if item["condition"] == "missing":
                knows = self.of_thing(item["category_id"], item["id"])
                yield Fact(item["quantity"], None, item["depot_id"], knows)

    def asked_for(self) -> Iterator[Fact]:
        for row in self.by_table["wanted"]:
            one, group = self.became(row["category_id"]), self.group(row["category_id"])
            knows = {"category": self.categories[one]["key"], "group": self.categories[group]["key"]}
            yield Fact(1, None, row["depot_id"], knows)


FACTS: dict[str, Callable[[Rows], Iterator[Fact]]] = {
    "loans": Rows.loans_lent,
    "visits": Rows.visits_made,
    "people": Rows.people,
    "returns": Rows.returns,
    "returns_late": Rows.returns_late,
    "renewals": Rows.renewals,
    "lost": Rows.lost,
    "found": Rows.found,
    "visitors": Rows.visitors,
    "donations": Rows.donations,
    "retired_worn": Rows.worn,
    "missing": Rows.missing,
    "asked_for": Rows.asked_for,
}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Days as days and moments as moments in UTC: SQLite gives both as text."""
    return {name: _day_or_moment(name, value) for name, value in row.items()}


def _day_or_moment(name: str, value: Any) -> Any:
    if name.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    if name.endswith("_at") or name == "at":
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value
