"""Who works at the demo's depots and who borrows there. Nobody here is real: `.example` reaches no one, and the
numbers lie in the range that PTS keeps free for fiction (070-174 06 05 to 070-174 06 99).
"""

from dataclasses import dataclass, replace
from random import Random

from lendlib.demo.places import PLACES, Place
from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary import NOT_STATED, AgeBand, Kind, Role, Scope
from lendlib.rules.words import pick_word

PASSWORD = "demo-lendlib"


@dataclass(frozen=True)
class Worker:
    """Somebody of the staff: at a depot of the plan, or over an area."""

    email: str
    name: str
    role: Role
    scope: Scope
    depot: int | None = None
    municipality: str | None = None
    county: str | None = None
    language: str = "sv"


def _at(depot: int, first: str, name: str, role: Role = Role.VOLUNTEER, language: str = "sv") -> Worker:
    return Worker(f"{first}@demo.example", name, role, Scope.DEPOT, depot=depot, language=language)


WORKERS = (
    _at(0, "vera", "Vera Nordin"),
    _at(0, "ali", "Ali Haddad"),
    _at(0, "lena", "Lena Sjöholm"),
    _at(0, "james", "James Okello", language="en"),
    _at(0, "karin", "Karin Wallin", Role.COORDINATOR),
    _at(1, "arvid", "Arvid Lund"),
    _at(1, "fatima", "Fatima Noor"),
    _at(1, "kerstin", "Kerstin Ek", Role.COORDINATOR),
    _at(2, "tore", "Tore Finnäs"),
    _at(2, "klara", "Klara Mattsson", Role.COORDINATOR),
    _at(3, "molly", "Molly Berg"),
    _at(3, "kim", "Kim Dahl", Role.COORDINATOR),
    Worker("olof@demo.example", "Olof Strand", Role.ORGANISER, Scope.MUNICIPALITY, municipality="1780"),
    Worker("orvar@demo.example", "Orvar Holm", Role.ORGANISER, Scope.COUNTY, county="17"),
    Worker("ada@demo.example", "Ada Vik", Role.ADMINISTRATOR, Scope.ALL),
)
AT_COUNTER = tuple(tuple(n for n, worker in enumerate(WORKERS) if worker.depot == d) for d in range(len(PLACES)))

GIVEN = (
    *("Anna", "Erik", "Maria", "Lars", "Karin", "Anders", "Sara", "Johan", "Emma", "Per", "Elin", "Nils", "Hanna"),
    *("Mikael", "Fatima", "Ahmed", "Amina", "Yusuf", "Leila", "Samir", "Olena", "Andrij", "Ewa", "Marek", "Linh"),
    *("Åsa", "Örjan", "Åke", "Märta", "Sixten", "Ebba", "Malin", "Jonas", "Ida", "Viktor", "Selam", "Tesfay"),
    *("Kristina", "Göran", "Birgitta", "Håkan", "Liv", "Ingrid", "Sven", "Moa", "Astrid", "Noah", "Maja", "Hugo"),
)
FAMILY = (
    *("Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson"),
    *("Gustafsson", "Lindqvist", "Åberg", "Öberg", "Ängström", "Hassan", "Ali", "Mohamed", "Kovalenko", "Nowak"),
    *("Nguyen", "Berggren", "Sandström", "Lundin", "Forsberg", "Hedlund", "Norén", "Haile", "Dahlgren", "Rask"),
    *("Finnskog", "Fryxell", "Myhr", "Brattlund", "Holmberg", "Ekström", "Wiklund", "Sundin", "Tapper", "Löf"),
)
PHONES = tuple(f"+4670174{number:04}" for number in range(605, 700))
REGULARS = tuple(
    Borrower(f"{GIVEN[n * 7 % len(GIVEN)]} {FAMILY[n * 11 % len(FAMILY)]}", phone=phone)
    for n, phone in enumerate(PHONES)
)
GROUP_NAMES = {
    Kind.SCHOOL: ("Norra skolan", "Älvskolan", "Granängsskolan", "Fryxellska"),
    Kind.PRESCHOOL: ("Blåsippans förskola", "Kottens förskola", "Regnbågen, avdelning Humlan"),
    Kind.ASSOCIATION: ("Friluftsklubben", "Scoutkåren Älgen", "Pensionärsringen"),
}
_KINDS = tuple(
    kind
    for kind, times in (
        (Kind.PRIVATE, 66),
        (Kind.UNSTATED, 20),
        (Kind.ASSOCIATION, 5),
        (Kind.PRESCHOOL, 4),
        (Kind.SCHOOL, 2),
        (Kind.OTHER, 3),
    )
    for _ in range(times)
)
_CHILDREN = (AgeBand.TO_6, AgeBand.TO_6, AgeBand.TO_12, AgeBand.TO_12, AgeBand.TO_12, AgeBand.TO_19)
_ADULTS = (*(AgeBand.TO_64,) * 7, AgeBand.FROM_65, AgeBand.TO_19)


def draw_kind(rng: Random) -> Kind:
    """Who borrows, as told at the counter."""
    return _KINDS[int(rng.random() * len(_KINDS))]


def draw_home(rng: Random, place: Place) -> str:
    """Where a borrower lives: a quarter don't say."""
    chance = rng.random()
    if chance < 0.62:
        return place.municipality
    if chance < 0.87:
        return NOT_STATED
    return place.neighbours[int(rng.random() * len(place.neighbours))]


def draw_people(rng: Random, are_children: list[bool]) -> dict[AgeBand, int]:
    """The people whom a visit serves by age band: a third don't say, some only how many."""
    chance = rng.random()
    if chance < 0.33:
        return {}
    if chance < 0.40:
        return {AgeBand.UNSTATED: len(are_children)}
    people: dict[AgeBand, int] = {}
    for is_child in are_children:
        bands = _CHILDREN if is_child else _ADULTS
        band = bands[int(rng.random() * len(bands))]
        people[band] = people.get(band, 0) + 1
    return people


def draw_borrower(rng: Random, kind: Kind) -> Borrower:
    """A regular with a telephone, somebody with an e-mail address, or a picked word alone; for a group who answers."""
    if kind in GROUP_NAMES:
        answers = REGULARS[int(rng.random() * len(REGULARS))]
        return replace(answers, group_name=_draw_group_name(rng, kind))
    chance = rng.random()
    if chance < 0.50:
        return REGULARS[int(rng.random() * len(REGULARS))]
    if chance < 0.56:
        return Borrower(pick_word("sv", rng.choice))
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    address = f"{given}.{family}{rng.randrange(10, 99)}@demo.example".lower().translate(str.maketrans("åäöé", "aaoe"))
    return Borrower(f"{given} {family}", email=address, language="sv" if rng.random() < 0.93 else "en")


def draw_lines(rng: Random, items: list[int]) -> dict[int, str]:
    """Who of a class has what: two of three say a first name for each thing, the others nothing."""
    if rng.random() < 0.33:
        return {}
    return {item: GIVEN[int(rng.random() * len(GIVEN))] for item in items}


def _draw_group_name(rng: Random, kind: Kind) -> str:
    names = GROUP_NAMES[kind]
    name = names[int(rng.random() * len(names))]
    return f"{1 + int(rng.random() * 9)}{rng.choice('ABC')} {name}" if kind is Kind.SCHOOL else name
