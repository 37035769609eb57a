"""What a depot decides for itself: its policy, and the categories that it lends otherwise. Touches new loans only."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.db import swedish_key
from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.models.inventory import Category
from lendlib.operations import commands, depots, history
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import USUAL, CategoryTerms, DepotPolicy, terms_from
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.vocabulary import Verb, What

# What the database takes, least and most; each is checked there too.
LIMITS = {
    "loan_days": (1, 400),
    "group_loan_days": (1, 400),
    "max_renewals": (0, 100),
    "retention_days": (0, 400),
    "inspection_days": (1, 4000),
    "lock_minutes": (0, 480),
}


class OutOfLimits(Refused):
    """A number of the policy is smaller or larger than any depot needs."""

    code = "out-of-limits"
    sentence = N_("Choose a number from {least} to {most}.")


class NoLanguage(Refused):
    """A depot speaks one language at least."""

    code = "no-language"
    field = "languages"
    sentence = N_("Choose at least one language.")


class NothingDiffers(Refused):
    """A category's terms are those of all the rest: there is nothing to keep."""

    code = "nothing-differs"
    sentence = N_("Nothing of this differs from the rest of the depot.")
    advice = N_("Write at least one thing that differs, or leave the category out.")


@dataclass(frozen=True)
class Terms:
    """A depot's policy. Days are calendar days; `lock_minutes` 0 never locks.

    `may_forget_at_once`: a borrower may erase themself by the private link while something is out.
    """

    loan_days: int
    group_loan_days: int
    max_renewals: int
    retention_days: int
    inspection_days: int
    lock_minutes: int
    languages: tuple[str, ...]
    may_forget_at_once: bool = False


@dataclass(frozen=True)
class CategoryLine:
    """A category that the depot lends otherwise."""

    category_id: int
    name: str
    terms: CategoryTerms


def terms_of(depot: DepotPolicy) -> Terms:
    """The policy of the depot where one stands."""
    return Terms(
        depot.loan_days,
        depot.group_loan_days,
        depot.max_renewals,
        depot.retention_days,
        depot.inspection_days,
        depot.lock_minutes,
        depot.languages,
        depot.may_forget_at_once,
    )


def differing_categories(session: Session, depot_id: int, language: str) -> list[CategoryLine]:
    """The categories that the depot lends otherwise, in Swedish order of their names."""
    rows = session.execute(
        select(CategoryPolicy, Category)
        .join(Category, Category.id == CategoryPolicy.category_id)
        .where(CategoryPolicy.depot_id == depot_id)
    ).all()
    lines = [CategoryLine(own.category_id, category.name_in(language), _terms(own)) for own, category in rows]
    return sorted(lines, key=lambda line: swedish_key(line.name))


def terms_now(session: Session, depot_id: int) -> Terms:
    """The policy of a depot as it is kept at this moment."""
    (depot,) = depots.policies(session, [depot_id])
    return terms_of(depot)


def category_terms_now(session: Session, depot_id: int, category_id: int) -> CategoryTerms:
    """How the depot lends one category at this moment."""
    own = (CategoryPolicy.depot_id == depot_id, CategoryPolicy.category_id == category_id)
    columns = (CategoryPolicy.loan_days, CategoryPolicy.max_renewals, CategoryPolicy.borrowers)
    row = session.connection().execute(select(*columns).where(*own)).one_or_none()
    return terms_from(*row) if row else USUAL


def longest_loan(session: Session, depot: DepotPolicy) -> int:
    """For how many days the depot lends what it lends longest."""
    own = select(func.max(CategoryPolicy.loan_days)).where(CategoryPolicy.depot_id == depot.id)
    return max(depot.loan_days, depot.group_loan_days, session.connection().execute(own).scalar() or 0)


def change_policy(act: Act, terms: Terms, seen: str | None = None) -> commands.Done:
    """Lend by these terms from now on, unless they are no longer those that were `seen` (`rules.seen.mark_of`).

    The result is empty. Raises OutOfLimits, NoLanguage, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        take_turns(act)
        refuse_unseen(seen, terms_now(act.session, act.depot.id))
        values = asdict(terms)
        for name, (least, most) in LIMITS.items():
            _within(values[name], least, most)
        if not terms.languages:
            raise NoLanguage
        values["languages"] = " ".join(terms.languages)
        act.session.connection().execute(update(Depot).where(Depot.id == act.depot.id).values(**values))
        return {}, lambda command_id: history.tell(act, command_id, What.POLICY_CHANGED)

    return commands.once(act, Verb.POLICY, ["depot", sorted(asdict(terms).items())], effect)


def change_category(act: Act, category_id: int, terms: CategoryTerms, seen: str | None = None) -> commands.Done:
    """Lend one category by these terms from now on; what is None is as for the rest. `seen` as for the policy.

    The result holds the category. Raises NotFound, NothingDiffers, OutOfLimits, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        _refuse_unknown(act.session, category_id)
        take_turns(act)
        refuse_unseen(seen, category_terms_now(act.session, act.depot.id, category_id))
        if terms == USUAL:
            raise NothingDiffers
        for name in ("loan_days", "max_renewals"):
            number = getattr(terms, name)
            if number is not None:
                _within(number, *LIMITS[name])
        connection = act.session.connection()
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = {"depot_id": act.depot.id, "category_id": category_id}
        one = dialect.insert(CategoryPolicy).values(row | asdict(terms))
        connection.execute(one.on_conflict_do_update(index_elements=list(row), set_=asdict(terms)))
        return {"category": category_id}, lambda command_id: history.tell(act, command_id, What.POLICY_CHANGED)

    return commands.once(act, Verb.POLICY, ["category", category_id, sorted(asdict(terms).items())], effect)


def lend_as_the_rest(act: Act, category_id: int) -> commands.Done:
    """Lend a category as all the rest again. The result holds it. Raises NotFound when it was no other."""

    def effect() -> tuple[dict[str, Any], Any]:
        if not _forget(act, category_id):
            raise NotFound
        return {"category": category_id}, lambda command_id: history.tell(act, command_id, What.POLICY_CHANGED)

    return commands.once(act, Verb.POLICY, ["as-the-rest", category_id], effect)


# Not FOR UPDATE, which would wait for every check-out of the depot.
_turn = select(Depot.id).where(Depot.id == bindparam("id")).with_for_update(key_share=True)


def take_turns(act: Act) -> None:
    """Let one at a time decide for the depot, so that what is read next is what is kept."""
    act.session.connection().execute(_turn, {"id": act.depot.id})


def _terms(own: CategoryPolicy) -> CategoryTerms:
    return terms_from(own.loan_days, own.max_renewals, own.borrowers)


def _within(number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise OutOfLimits(least=least, most=most)


def _refuse_unknown(session: Session, category_id: int) -> None:
    is_lent = (Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
    known = select(Category.id).where(Category.id == category_id, *is_lent).with_for_update(read=True, key_share=True)
    if session.connection().execute(known).first() is None:
        raise NotFound


def _forget(act: Act, category_id: int) -> int:
    own = (CategoryPolicy.depot_id == act.depot.id, CategoryPolicy.category_id == category_id)
    forgotten: int = act.session.connection().execute(delete(CategoryPolicy).where(*own)).rowcount
    return forgotten
