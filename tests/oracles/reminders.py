"""Which letters go, told from plain loans by the depot's own calendar: a second opinion that knows nothing of lendlib.

One depot, open every day but those that are closed. Visits and loans are numbered from 0 in the order in which they
came to be. `tick` is a worker's round at a moment: it gives the letters that must go then, as (visit, kind, day).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
OF_A_DAY = ["before_due", "due_today", "late", "later", "latest"]
USUAL = {"before_due": -2, "due_today": 0, "late": 3, "later": 10, "latest": 30}
Letter = tuple[int, str, date]


@dataclass
class Loan:
    """A thing that is out until `back_on`. `moves`: (day of the act, from, to, whether a closing did it)."""

    visit: int
    lent_on: date
    due_on: date
    back_on: date | None = None
    back_at: datetime | None = None
    moves: list[tuple[datetime, date, date, bool]] = field(default_factory=list)


@dataclass
class Depot:
    """All that happened. `days` says on which day from the last one each kind goes; what is off is not in it.

    `thanks`: whether who brought everything back is thanked.
    """

    visits: list[dict[str, Any]] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    closed: set[date] = field(default_factory=set)
    days: dict[str, int] = field(default_factory=lambda: dict(USUAL))
    hours: tuple[time, time] = (time(9), time(19))
    thanks: bool = False

    def open_from(self, day: date) -> date:
        while day in self.closed:
            day += DAY
        return day

    # What happens.

    def lend(self, now: datetime, things: int, days: int, *, has_address: bool = True) -> int:
        """A new visit of so many things for so many days."""
        self.visits.append({"made": now, "has_address": has_address, "loans": [], "gone": set(), "waiting": set()})
        for _ in range(things):
            self.join(now, len(self.visits) - 1, days)
        return len(self.visits) - 1

    def join(self, now: datetime, visit: int, days: int) -> None:
        today = local(now).date()
        self.loans.append(Loan(visit, today, self.open_from(today + days * DAY)))
        self.visits[visit]["loans"].append(self.loans[-1])

    def unjoin(self) -> None:
        """The latest loan never was."""
        self.visits[self.loans.pop().visit]["loans"].pop()

    def take_back(self, now: datetime, loan: int) -> None:
        self.loans[loan].back_on, self.loans[loan].back_at = local(now).date(), now

    def reopen(self, now: datetime, loan: int) -> None:
        self.loans[loan].back_on = self.loans[loan].back_at = None
        self._off_closed_days(now, self.loans[loan])

    def renew(self, now: datetime, loan: int) -> None:
        one = self.loans[loan]
        self._move(now, one, self.open_from(local(now).date() + 14 * DAY), by_closing=False)

    def unrenew(self, now: datetime, loan: int) -> None:
        one = self.loans[loan]
        _, one.due_on, _, _ = one.moves.pop()
        self._off_closed_days(now, one)

    def gains(self, now: datetime, loan: int) -> bool:
        return self.open_from(local(now).date() + 14 * DAY) > self.loans[loan].due_on

    def close(self, now: datetime, day: date) -> None:
        self.closed.add(day)
        for loan in self.loans:
            if loan.back_on is None:
                self._off_closed_days(now, loan)

    def erase(self, visit: int) -> None:
        self.visits[visit]["has_address"] = False

    def _off_closed_days(self, now: datetime, loan: Loan) -> None:
        if loan.due_on >= local(now).date() and loan.due_on in self.closed:
            self._move(now, loan, self.open_from(loan.due_on), by_closing=True)

    def _move(self, now: datetime, loan: Loan, to: date, *, by_closing: bool) -> None:
        loan.moves.append((now, loan.due_on, to, by_closing))
        loan.due_on = to

    # What goes.

    def tick(self, now: datetime) -> list[Letter]:
        """The letters that go in a round at this moment."""
        going: list[Letter] = []
        for number, visit in enumerate(self.visits):
            letters = self._letters(now, number, visit) if visit["has_address"] else []
            may_go = self.hours[0] <= local(now).time() < self.hours[1]
            # What a round finds outside the hours waits for them, but for the receipt of a visit that was just made.
            # What is not right when they come is not kept any longer.
            is_fresh = now - visit["made"] <= timedelta(hours=1)
            fresh = [one for one in letters if one[1] == "receipt" and is_fresh and one not in visit["waiting"]]
            visit["waiting"] = set() if may_go else visit["waiting"] | set(letters)
            letters = letters if may_go else fresh
            visit["gone"] |= {(kind, day) for _, kind, day in letters}
            going += letters
        return sorted(going)

    def _letters(self, now: datetime, number: int, visit: dict[str, Any]) -> list[Letter]:
        """What is right to say now, and has not been said."""
        today = local(now).date()
        out = [loan for loan in visit["loans"] if loan.back_on is None]
        letters: list[Letter] = []
        for due_on in sorted({loan.due_on for loan in out}):
            due = [loan for loan in out if loan.due_on == due_on]
            kind = self._of_day(today, due_on, due)
            told = {kind for kind, day in visit["gone"] if day == due_on}
            if kind and not told & set(OF_A_DAY[OF_A_DAY.index(kind) :]):
                letters.append((number, kind, due_on))
            elif not told & {"due_moved", *OF_A_DAY} and self._is_news(now, number, due_on, due):
                letters.append((number, "due_moved", due_on))
        if self.thanks and not out:
            letters += self._thanks(now, number, visit)
        if out and not letters and all(kind == "thanks" for kind, _ in visit["gone"]):
            receipt = (number, "receipt", local(visit["made"]).date())
            if now - visit["made"] <= DAY or visit["waiting"] == {receipt}:
                return [receipt]
        return letters

    def _thanks(self, now: datetime, number: int, visit: dict[str, Any]) -> list[Letter]:
        """Thanks for what came back on its day, which a round got to know within two days."""
        day, at = max((loan.back_on, loan.back_at) for loan in visit["loans"])
        thanks = (number, "thanks", day)
        is_news = thanks in visit["waiting"] or now - at <= 2 * DAY
        return [thanks] if is_news and ("thanks", day) not in visit["gone"] else []

    def _of_day(self, today: date, due_on: date, due: list[Loan]) -> str | None:
        """The letter about a last day that is right today: the latest that has come, and nothing stale."""
        come = [kind for kind in OF_A_DAY if kind in self.days and due_on + self.days[kind] * DAY <= today]
        if not come:
            return None
        kind = come[-1]
        its_day = due_on + self.days[kind] * DAY
        if kind == "before_due":
            is_right = today < due_on
        elif kind == "due_today":
            is_right = today == due_on
        else:
            is_last = kind == [one for one in OF_A_DAY if one in self.days][-1]
            is_right = not is_last or today <= its_day + 30 * DAY
        if kind in ("before_due", "due_today"):
            is_right = is_right and any(self._set_on(loan) < its_day for loan in due)
        return kind if is_right else None

    def _set_on(self, loan: Loan) -> date:
        return max([loan.lent_on, *(local(at).date() for at, _, to, _ in loan.moves if to == loan.due_on)])

    def _is_news(self, now: datetime, number: int, due_on: date, due: list[Loan]) -> bool:
        """Whether a closing moved something to this day, which a round got to know within a week."""
        moved = [at for loan in due for at, _, to, by_closing in loan.moves if by_closing and to == due_on]
        waits = (number, "due_moved", due_on) in self.visits[number]["waiting"]
        is_news = bool(moved) and (waits or any(now - at <= 7 * DAY for at in moved))
        return is_news and due_on >= local(now).date()


def local(moment: datetime) -> datetime:
    """A moment by the depot's clock."""
    return moment.astimezone(STOCKHOLM)
