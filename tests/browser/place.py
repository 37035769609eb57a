"""A depot of its own for one test, with its stock, its staff and its past, made by the same operations as by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from itertools import count

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import CategoryPolicy
from lendlib.operations import conditions, days, labels, lending, photos, returning
from lendlib.operations.acts import Act, Keys
from lendlib.operations.commands import Done
from lendlib.operations.lending import Borrower, Visit
from lendlib.operations.photos import put_down
from lendlib.operations.staff import give_role
from lendlib.outside.photos import take
from lendlib.outside.photos_kept import new_name, write_down
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import LabelEnd, RetireReason, Role, Scope
from tests import given
from tests.browser.house import House
from tests.ground import photographs
from tests.ground.looking import loan_of
from tests.web.people import PASSWORD, PASSWORD_HASH

NOW = timedelta()
LONG_AGO = timedelta(days=30)
_numbers = count(1)


@dataclass(frozen=True)
class Thing:
    """A thing with the code on its label."""

    id: int
    code: str


@dataclass(frozen=True)
class Person:
    """Someone of the staff who can sign in."""

    id: int
    name: str
    email: str
    password: str = PASSWORD


class Place:
    """A depot that is open every day, with Vera at its counter. What is said to have been was so long ago."""

    def __init__(self, house: House, name: str = "Testdepån", **policy: object) -> None:
        self.house = house
        with house.writing() as session:
            self.depot = given.a_depot(session, name, **policy)  # type: ignore[arg-type]
        self.vera = self.person("Vera Volontär")

    def person(self, name: str, role: Role = Role.VOLUNTEER, language: str = "en") -> Person:
        """Another one who works here."""
        email = f"{name.split()[0].lower()}{next(_numbers)}@example.org"
        with self.house.writing() as session:
            known = {"email": email, "password_hash": PASSWORD_HASH, "language": language}
            staff_id = given.staff(session, name, self.house.now, **known)
            give_role(session, staff_id, role, Scope.DEPOT, depot_id=self.depot.id)
            return Person(staff_id, name, email)

    def does(self, deed: Callable[[Act], Done], ago: timedelta = LONG_AGO, by: Person | None = None) -> Done:
        """Something that was done here so long ago."""
        with self.house.writing() as session:
            return deed(self._act(session, ago, by or self.vera))

    def thing(self, key: str = "football", **described: object) -> Thing:
        """A thing in stock, with a label."""
        code = new_code()
        with self.house.writing() as session:
            counter = given.Counter(session, self.depot, self.vera.id, self.house.now - LONG_AGO)
            return Thing(counter.item(key, code=code, **described), code)  # type: ignore[arg-type]

    def things(self, *keys: str) -> list[Thing]:
        """Some things in stock."""
        return [self.thing(key) for key in keys]

    def lent(
        self,
        *things: Thing,
        to: Borrower | None = given.ANNA,
        ago: timedelta = timedelta(days=3),
        by: Person | None = None,
    ) -> int:
        """A visit that took these things; its id."""
        ids = [thing.id for thing in things]
        checks = lending.Checks(frozenset(ids))
        return int(
            self.does(lambda act: lending.check_out(act, ids, Visit(to), checks=checks), ago, by).result["checkout"]
        )

    def reached_nobody(self, checkout_id: int) -> None:
        """Letters to that visit's number and e-mail did not arrive."""
        with self.house.writing() as session:
            bad = {"bad_phone_at": self.house.now, "bad_email_at": self.house.now}
            session.execute(update(Contact).where(Contact.checkout_id == checkout_id).values(bad))

    def returned(self, thing: Thing, ago: timedelta = timedelta(days=1)) -> int:
        """It came back; the loan that ended."""
        return int(self.does(lambda act: returning.check_in(act, thing.id), ago).result["loan"])

    def lends(self, key: str, **terms: object) -> None:
        """Lend a category otherwise than the rest."""
        with self.house.writing() as session:
            row = {"depot_id": self.depot.id, "category_id": given.category_id(session, key), "borrowers": "anyone"}
            session.execute(insert(CategoryPolicy), row | terms)

    def missing(self, thing: Thing) -> None:
        """Nobody finds it."""
        self.does(lambda act: conditions.mark_missing(act, thing.id))

    def in_repair(self, thing: Thing) -> None:
        """It is being mended."""
        self.does(lambda act: conditions.to_repair(act, thing.id, "A lace is torn."))

    def lost(self, thing: Thing) -> None:
        """Its loan was written off."""
        with self.house.reading() as session:
            loan_id = loan_of(session, thing.id).id
        self.does(lambda act: conditions.lose(act, loan_id), timedelta(days=1))

    def retired(self, thing: Thing) -> None:
        """It left the stock, worn out."""
        self.does(lambda act: conditions.retire(act, thing.id, RetireReason.WORN))

    def blank_label(self) -> str:
        """A label that waits for its thing."""
        with self.house.writing() as session:
            return labels.make_blank(self._act(session, LONG_AGO, self.vera))

    def photographed(self, thing: Thing, sent: bytes = b"") -> None:
        """It has a photo."""
        taken, name = take(BytesIO(sent or photographs.jpeg(1600, 1200))), new_name()
        pixels, ago = (taken.width, taken.height), timedelta(days=1)
        with self.house.writing() as session:
            put_down(session, self.depot.id, name, pixels, taken.digest, self.house.now, staff_id=self.vera.id)
        write_down(self.house.config.instance, name, taken)
        self.does(lambda act: photos.add(act, thing.id, name), ago)

    def relabelled(self, thing: Thing) -> Thing:
        """Its label was worn, and it got another."""
        code = new_code()
        self.does(lambda act: labels.assign(act, thing.id, code, ends=LabelEnd.WORN))
        return replace(thing, code=code)

    def closed_on(self, day: date) -> None:
        """The depot is closed on that day."""
        self.does(lambda act: days.close_day(act, day), NOW)

    @property
    def today(self) -> date:
        """The depot's calendar day."""
        return given.day_of(self.house.now, self.depot.time_zone)

    def _act(self, session: Session, ago: timedelta, who: Person) -> Act:
        keys: Keys = self.house.app.extensions["lendlib.keys"]
        counter = given.Counter(session, self.depot, who.id, self.house.now - ago)
        return replace(counter.act(), keys=keys)
