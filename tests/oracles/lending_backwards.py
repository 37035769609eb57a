"""What undoing an act leaves, in the plain dictionaries of the plain model."""

from typing import Any


class Backwards:
    """The acts of the plain model, taken back one by one."""

    conditions: list[str]
    visits: list[dict[str, Any]]
    loans: list[dict[str, Any]]

    def undo_check_out(self, command: dict[str, Any]) -> None:
        for _, number in command["facts"]:
            self.end(number, "undone", None)
            self.loans[number]["line"] = ""
        if all(loan["outcome"] == "undone" for loan in self.loans if loan["visit"] == command["visit"]):
            self.visits[command["visit"]]["link"] = False
            self.forget(command["visit"])

    def undo_check_in(self, command: dict[str, Any]) -> None:
        for _, number in command["facts"]:
            self.loans[number].update(outcome=None, closed_on=None, came=None)
            self.off_closed_days(number)

    def undo_found_here(self, command: dict[str, Any]) -> None:
        if command["was_open"]:
            self.undo_check_in(command)
        else:
            self.loans[command["facts"][0][1]]["outcome"] = "returned"

    def undo_describe(self, command: dict[str, Any]) -> None:
        ((thing, number),) = command["facts"]
        self.conditions[thing] = command["condition"]
        self.loans[number]["came"] = command["came"]

    def undo_renew(self, command: dict[str, Any]) -> None:
        for (_, number), was in zip(command["facts"], command["were"], strict=True):
            self.loans[number]["due_on"] = was
            self.loans[number]["renewals"] -= 1
            self.off_closed_days(number)

    def undo_lose(self, command: dict[str, Any]) -> None:
        self.undo_check_in(command)
        self.undo_condition(command)

    def undo_find(self, command: dict[str, Any]) -> None:
        ((_, number),) = command["facts"]
        self.undo_condition(command)
        if number is not None:
            self.loans[number]["found_on"] = None

    def undo_condition(self, command: dict[str, Any]) -> None:
        self.conditions[command["facts"][0][0]] = command["condition"]

    def end(self, number: int, outcome: str, came: str | None) -> None:
        raise NotImplementedError

    def forget(self, visit: int) -> None:
        raise NotImplementedError

    def off_closed_days(self, number: int) -> None:
        raise NotImplementedError
