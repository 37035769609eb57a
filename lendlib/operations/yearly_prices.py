"""Prices that organisers gave: what a new thing of a category costs where they are. lendlib knows none of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Category
from lendlib.models.yearly import CategoryPrice
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, Refused
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.vocabulary import Scope, Verb, What
from lendlib.rules.yearly import Factor

LEAST, MOST, LONGEST_SOURCE = 1, 1_000_000, 120
Area = tuple[Scope, str]
price = CategoryPrice.__table__.c


class NoSuchCategory(Refused):
    """A price of a category that there is not, or that is a group."""

    code = "no-such-category"
    sentence = N_("There is no such category.")
    advice = N_("Choose one of the list.")


class PriceOutOfBounds(Refused):
    """A price that no new thing has."""

    code = "price-out-of-bounds"
    sentence = N_("A price is a whole number of kronor, from 1 to 1,000,000.")
    advice = N_("Write what a new one costs, without decimals. Leave it empty where you know none.")


class PriceWithoutSource(Refused):
    """Nobody could say afterwards where a price is from."""

    code = "price-without-source"
    field = "source"
    sentence = N_("It does not say where the prices are from.")
    advice = N_("Write it in a few words, such as the shop and the year.")


@dataclass(frozen=True)
class Price:
    """What a new one costs, and who says so."""

    kronor: int
    source: str


def prices_of(session: Session, area: Area) -> dict[str, Price]:
    """The prices that were given for exactly this area, by the key of their category."""
    query = select(Category.key, price.kronor, price.source).join(Category, Category.id == price.category_id)
    rows = session.connection().execute(query.where(price.scope == area[0], price.place == area[1]))
    return {row.key: Price(row.kronor, row.source) for row in rows}


def prices_for(session: Session, areas: Sequence[Area]) -> dict[str, Factor]:
    """The prices that count in the first of these areas: its own, else those of the next wider one."""
    found: dict[str, Factor] = {}
    for area in areas:
        for key, one in prices_of(session, area).items():
            found.setdefault(key, Factor(one.kronor, one.source))
    return found


def set_prices(
    act: Act, area: Area, kronor: Mapping[str, int | None], source: str, seen: str | None = None
) -> commands.Done:
    """Let these prices count in an area from now on; None takes one away. The result is empty.

    `seen` is the mark of the prices when the change began. Prices that stay as they are keep their source.
    Raises NoSuchCategory, PriceOutOfBounds, PriceWithoutSource, SavedMeanwhile.
    """
    source = " ".join(source.split())[:LONGEST_SOURCE]

    def effect() -> tuple[dict[str, Any], Any]:
        now = prices_of(act.session, area)
        refuse_unseen(seen, now)
        if any(number is not None and not LEAST <= number <= MOST for number in kronor.values()):
            raise PriceOutOfBounds
        changed = {key: number for key, number in kronor.items() if number != (now[key].kronor if key in now else None)}
        if not source and any(number is not None for number in changed.values()):
            raise PriceWithoutSource
        _write(act, area, _ids(act.session, changed), changed, source)
        return {}, lambda command_id: history.tell(act, command_id, What.PRICES_CHANGED)

    return commands.once(act, Verb.CATEGORY_PRICES, [*area, sorted(kronor.items()), source], effect)


def _write(act: Act, area: Area, ids: Mapping[str, int], changed: Mapping[str, int | None], source: str) -> None:
    if not changed:
        return
    connection = act.session.connection()
    here = price.scope == area[0], price.place == area[1]
    connection.execute(delete(CategoryPrice).where(*here, price.category_id.in_(ids.values())))
    rows = [
        {
            "scope": area[0],
            "place": area[1],
            "category_id": ids[key],
            "kronor": number,
            "source": source,
            "changed_at": act.now,
            "staff_id": act.staff_id,
        }
        for key, number in sorted(changed.items())
        if number is not None
    ]
    if rows:
        connection.execute(insert(CategoryPrice), rows)


def _ids(session: Session, keys: Iterable[str]) -> dict[str, int]:
    wanted = set(keys)
    query = select(Category.key, Category.id).where(Category.key.in_(wanted), Category.parent_id.is_not(None))
    found = {row.key: row.id for row in session.connection().execute(query)}
    if found.keys() != wanted:
        raise NoSuchCategory
    return found
