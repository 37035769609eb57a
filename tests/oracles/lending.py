"""Lending as the design tells it, in plain dictionaries: a second opinion that knows nothing of lendlib.

One depot. Things, visits, loans and commands are numbered from 0 in the order in which they came to be.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracles.lending_backwards import Backwards

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)


class No(Exception):
    """The rules refuse, by this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Plain(Backwards):
    """A depot and all that it remembers. `terms` of each thing: days, renewals, and `only` for adults or groups."""

    now: datetime
    closed_weekdays: set[int]
    loan_days: int = 14
    group_days: int = 14
    max_renewals: int = 2
    terms: list[dict[str, Any]] = field(default_factory=list)
    closed_days: set[date] = field(default_factory=set)
    conditions: list[str] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    loans: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    events: int = 0

    # The calendar.

    def today(self) -> date:
        return self.now.astimezone(STOCKHOLM).date()

    def is_open(self, day: date) -> bool:
        return day.weekday() not in self.closed_weekdays and day not in self.closed_days

    def open_from(self, day: date) -> date:
        while not self.is_open(day):
            day += DAY
        return day

    def last_day(self, thing: int, is_group: bool) -> date:
        days = self.terms[thing].get("days") or (self.group_days if is_group else self.loan_days)
        return self.open_from(self.today() + days * DAY)

    # The acts.

    def check_out(
        self,
        things: list[int],
        due_on: date | None = None,
        joins: int | None = None,
        *,
        is_group: bool = False,
        is_adult: bool = False,
        lines: dict[int, str] | None = None,
    ) -> None:
        things = sorted(set(things))
        if not things:
            raise No("empty-basket")
        if joins is not None:
            still_out = any(loan["visit"] == joins and not loan["outcome"] for loan in self.loans)
            if self.visits[joins]["made_on"] != self.today() or not still_out:
                raise No("visit-over")
            is_group = self.visits[joins]["is_group"]
        if lines and not is_group:
            raise No("not-a-group")
        if lines and joins is not None and not self.visits[joins]["contact"]:
            raise No("nobody-kept")
        if any(self.open_loan(thing) is not None for thing in things):
            raise No("item-on-loan")
        if any(self.conditions[thing] != "ready" for thing in things):
            raise No("not-ready")
        if any(self.terms[thing].get("only") == "groups" for thing in things) and not is_group:
            raise No("groups-only")
        if any(self.terms[thing].get("only") == "adults" for thing in things) and not is_adult:
            raise No("adults-only")
        own = {thing: self.last_day(thing, is_group) for thing in things}
        last, first = max(own.values()), self.open_from(self.today() + DAY)
        if due_on is not None and due_on != last and not (first <= due_on <= last and self.is_open(due_on)):
            raise No("due-day-outside")
        visit = joins
        if visit is None:
            self.visits.append({"made_on": self.today(), "contact": True, "link": True, "is_group": is_group})
            visit = len(self.visits) - 1
        facts = []
        for thing in things:
            self.loans.append(
                {
                    "thing": thing,
                    "visit": visit,
                    "lent_on": self.today(),
                    "due_on": min(due_on or last, own[thing]),
                    "outcome": None,
                    "closed_on": None,
                    "came": None,
                    "found_on": None,
                    "renewals": 0,
                    "line": (lines or {}).get(thing, ""),
                }
            )
            facts.append((thing, len(self.loans) - 1))
        self.done("check_out", facts, "lend" if joins is None else "join", visit=visit)

    def check_in(self, thing: int) -> None:
        number = self.open_loan(thing)
        if number is None:
            raise No("not-on-loan")
        self.end(number, "returned", "fine")
        self.done("check_in", [(thing, number)])

    def found_here(self, number: int) -> None:
        loan = self.loans[number]
        was_open = loan["outcome"] is None
        if was_open:
            self.end(number, "found_here", "fine")
        elif loan["outcome"] == "returned" and not self.is_out_again(number):
            loan["outcome"] = "found_here"
        else:
            raise No("out-again")
        self.done("found_here", [(loan["thing"], number)], was_open=was_open)

    def describe_return(self, number: int, came: str) -> None:
        loan = self.loans[number]
        condition = self.conditions[loan["thing"]]
        is_back = loan["outcome"] in ("returned", "found_here")
        if not is_back or self.is_out_again(number) or condition not in ("ready", "in_repair"):
            raise No("out-again")
        called = "describe" if came != "fine" else "describe as fine"
        self.done("describe", [(loan["thing"], number)], called, condition=condition, came=loan["came"])
        loan["came"] = came
        self.conditions[loan["thing"]] = "ready" if came == "fine" else "in_repair"

    def renew(self, numbers: list[int]) -> None:
        numbers = sorted(set(numbers))
        if not numbers:
            raise No("not-found")
        loans = [self.loans[number] for number in numbers]
        if any(loan["outcome"] for loan in loans):
            raise No("loan-ended")
        for loan in loans:
            most = self.terms[loan["thing"]].get("renewals")
            if loan["renewals"] >= (self.max_renewals if most is None else most):
                raise No("renewals-used-up")
            if self.renewed(loan) <= loan["due_on"]:
                raise No("nothing-gained")
        self.done("renew", [(self.loans[n]["thing"], n) for n in numbers], were=[loan["due_on"] for loan in loans])
        for loan in loans:
            loan["due_on"] = self.renewed(loan)
            loan["renewals"] += 1

    def renewed(self, loan: dict[str, Any]) -> date:
        return self.last_day(loan["thing"], self.visits[loan["visit"]]["is_group"])

    def name_lines(self, visit: int, words: str) -> None:
        """All things of a visit are one child's."""
        if not self.visits[visit]["is_group"]:
            raise No("not-a-group")
        if not self.visits[visit]["contact"]:
            raise No("nobody-kept")
        its = [n for n, loan in enumerate(self.loans) if loan["visit"] == visit and loan["outcome"] != "undone"]
        for number in its:
            self.loans[number]["line"] = words
        self.done("name_lines", [(None, None)])

    def erase(self, visit: int) -> None:
        if not self.visits[visit]["contact"]:
            raise No("nothing-to-erase")
        self.forget(visit)
        self.done("erase", [(None, None)])

    def forget(self, visit: int) -> None:
        self.visits[visit]["contact"] = False
        for loan in self.loans:
            if loan["visit"] == visit:
                loan["line"] = ""

    def lose(self, number: int) -> None:
        loan = self.loans[number]
        if loan["outcome"]:
            raise No("loan-ended")
        self.done("lose", [(loan["thing"], number)], condition=self.conditions[loan["thing"]])
        self.end(number, "lost", None)
        self.conditions[loan["thing"]] = "missing"

    def find(self, thing: int, is_whole: bool) -> None:
        if self.conditions[thing] != "missing":
            raise No("not-missing")
        past = [n for n, loan in enumerate(self.loans) if loan["thing"] == thing and self.ended_truly(loan)]
        last = past[-1] if past else None
        if last is not None and (self.loans[last]["outcome"] != "lost" or self.loans[last]["found_on"]):
            last = None
        self.done("find", [(thing, last)], "find" if last is None else "find what was lost", condition="missing")
        self.conditions[thing] = "ready" if is_whole else "in_repair"
        if last is not None:
            self.loans[last]["found_on"] = self.today()

    def change_condition(self, verb: str, thing: int) -> None:
        becomes, comes_from = {
            "to_repair": ("in_repair", ("ready", "missing")),
            "make_ready": ("ready", ("in_repair", "retired")),
            "mark_missing": ("missing", ("ready", "in_repair")),
        }[verb]
        if self.open_loan(thing) is not None:
            raise No("still-out")
        if self.conditions[thing] not in comes_from:
            raise No("already-so")
        self.done("condition", [(thing, None)], verb, condition=self.conditions[thing])
        self.conditions[thing] = becomes

    def close_day(self, day: date) -> None:
        if day < self.today():
            raise No("day-past")
        if not self.is_open(day):
            raise No("closed-already")
        self.closed_days.add(day)
        moved = [n for n, loan in enumerate(self.loans) if not loan["outcome"] and loan["due_on"] == day]
        for number in moved:
            self.loans[number]["due_on"] = self.open_from(day)
        self.done("close_day", [(None, number) for number in moved] or [(None, None)])

    def undo(self, number: int) -> None:
        command = self.commands[number]
        if command["verb"] in ("undo", "close_day", "name_lines", "erase"):
            raise No("not-undoable")
        if command["undone"]:
            raise No("already-undone")
        if self.today() > self.open_from(command["on"] + DAY):
            raise No("too-late-to-undo")
        touching = [later for later in self.commands[number + 1 :] if self.touches(later, command)]
        if touching:
            raise No("closed-since" if touching[-1]["verb"] == "close_day" else "touched-since")
        getattr(self, f"undo_{command['verb']}")(command)
        command["undone"] = True
        self.done("undo", command["facts"], f"undo {command['called']}")

    # What the acts share.

    def open_loan(self, thing: int) -> int | None:
        return next((n for n, loan in enumerate(self.loans) if loan["thing"] == thing and not loan["outcome"]), None)

    def end(self, number: int, outcome: str, came: str | None) -> None:
        self.loans[number].update(outcome=outcome, closed_on=self.today(), came=came)

    def ended_truly(self, loan: dict[str, Any]) -> bool:
        return loan["outcome"] not in (None, "undone")

    def is_out_again(self, number: int) -> bool:
        thing = self.loans[number]["thing"]
        return any(loan["thing"] == thing and loan["outcome"] != "undone" for loan in self.loans[number + 1 :])

    def off_closed_days(self, number: int) -> None:
        loan = self.loans[number]
        if loan["due_on"] >= self.today():
            loan["due_on"] = self.open_from(loan["due_on"])

    def touches(self, later: dict[str, Any], earlier: dict[str, Any]) -> bool:
        if later["verb"] == "undo" or later["undone"]:
            return False
        things = {thing for thing, _ in earlier["facts"]} - {None}
        loans = {number for _, number in earlier["facts"]} - {None}
        return any(thing in things or number in loans for thing, number in later["facts"])

    def done(self, verb: str, facts: list[tuple[int | None, int | None]], called: str = "", **kept: Any) -> None:
        told = {"verb": verb, "called": called or verb, "facts": facts, "on": self.today(), "undone": False}
        self.commands.append(told | kept)
        self.events += len(facts)
