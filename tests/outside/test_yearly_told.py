"""What a yearly report says, in both languages, of a year of which little is known, and of one that was changed."""

import pytest

from lendlib.outside.yearly_told import told
from lendlib.rules.statistics import Shown
from lendlib.rules.vocabulary import Scope
from lendlib.rules.yearly import Change, Named, Place, Yearly
from lendlib.rules.yearly_changes import changes
from lendlib.rules.yearly_parts import Document, Drawing, Grid, Words
from tests.ground.yearly_made import YEARS, a_report

NONE = (0, 0, 0, 0, Shown.NONE)
BROUGHT = (1800, 600, 0, 0, Shown.NONE)


def words(document: Document) -> str:
    """All its sentences, with spaces of one width."""
    said = " ".join(part.words for part in document.parts if isinstance(part, Words))
    return said.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def grid(document: Document, name: str) -> list[tuple[str, ...]]:
    """The rows of a table, and its totals."""
    found = [part for part in document.parts if isinstance(part, Grid) and part.name == name]
    rows = [row for part in found for row in (*part.rows, *((part.totals,) if part.totals else ()))]
    return [tuple(cell.words.replace("\N{NARROW NO-BREAK SPACE}", " ") for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        (
            "en",
            (
                "Brought from before lendlib for the whole of 2024, so in no month here: loans 1,800, visits 600.",
                "1,800 loans of 2024 were brought from before lendlib without their days and hours.",
                "brought from before lendlib without its category, so nothing can be told here. That is not nought.",
                "The 600 visits did not say for how many people they were.",
            ),
            ("Nothing was lent", "by their month", "served 0 people"),
        ),
        (
            "sv",
            (
                "för hela 2024 och därför inte i någon månad här: lån 1 800, lånebesök 600.",
                "1 800 lån 2024 är hämtade från tiden före lendlib utan dag och timme.",
                "hämtades från tiden före lendlib utan kategori, så här kan inget sägas. Det är inte noll.",
                "Vid de 600 besöken sades inte hur många det var till.",
            ),
            ("Inget lånades", "per månad:", "gällde 0 personer"),
        ),
    ],
)
def test_a_year_that_was_brought_whole_does_not_contradict_itself(
    language: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    document = told(a_report(BROUGHT, NONE, brought=("now",)), language)
    for sentence in said:
        assert sentence in words(document)
    for sentence in unsaid:
        assert sentence not in words(document)
    assert not [part for part in document.parts if isinstance(part, Drawing)]
    assert not grid(document, {"en": "Month by month", "sv": "Månad för månad"}[language])


def test_beside_a_year_that_was_brought_whole_its_months_are_unknown_and_not_nought() -> None:
    found = a_report((90, 40, 0, 0, Shown.NONE), BROUGHT, in_march=((90, 40), (0, 0)), brought=("before",))
    document = told(found, "en")
    assert "for the whole of 2023, so in no month here: loans 1,800, visits 600." in words(document)
    assert grid(document, "Month by month") == [("March 2024", "90", "–", "40", "–"), ("Total", "90", "–", "40", "–")]
    assert [part.is_alone for part in document.parts if isinstance(part, Drawing) and part.table == "months"] == [True]


def test_a_year_without_loans_says_so_though_the_one_before_was_brought() -> None:
    assert words(told(a_report(NONE, BROUGHT, brought=("before",)), "en")).count("Nothing was lent.") == 4


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "People: 9,864 of 14,682 visits (67 %) said for how many people they were."),
        ("sv", "Personer: vid 9 864 av 14 682 besök (67 %) sades hur många det var till."),
    ],
)
def test_the_number_of_people_is_told_with_how_many_visits_said_it(language: str, said: str) -> None:
    figures = (30_000, 14_682, 15_657, 0, Shown.NONE)
    assert words(told(a_report(figures, NONE, people_stated=(9864, 14_682)), language)).count(said) == 2
    assert said not in words(told(a_report(figures, NONE), language))


@pytest.mark.parametrize(
    ("language", "who", "where"),
    [
        ("en", "An organiser or an administrator gives", "under Statistics, The yearly report, Prices of new things."),
        ("sv", "En organisatör eller en administratör anger", "under Statistik, Årsrapporten, Priser på nya saker."),
    ],
)
def test_who_gives_prices_is_sent_to_where_they_are_given(language: str, who: str, where: str) -> None:
    found = a_report((2, 1, 1, 1, Shown.NONE), NONE, loans={"skis": 2})
    of_all = Yearly(**{**vars(found), "place": Place(Scope.ALL, "", "")})
    assert who in words(told(of_all, language)) and where in words(told(of_all, language))
    coordinator = {"en": "The depot's coordinator, an organiser or", "sv": "Depåns samordnare, en organisatör eller"}
    assert coordinator[language] in words(told(found, language)) and where in words(told(found, language))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Each figure is rounded by itself"), ("sv", "Varje siffra är avrundad för sig")]
)
def test_sums_that_were_rounded_are_said_to_be(language: str, said: str) -> None:
    found = a_report((2, 1, 1, 1, Shown.NONE), NONE, loans={"skis": 2}, kg={"skis": 29.0}, kronor={"skis": 99})
    assert words(told(found, language)).count(said) == 2


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "en",
            [
                ("The year before, 2023", "Loans", "668", "218"),
                ("Saved, net, kg CO2e", "high", "21", "22"),
                ("Purchases avoided, kronor", "low", "–", "25"),
                ("Purchases avoided, kronor", "middle", "–", "50"),
                ("Purchases avoided, kronor", "high", "–", "74"),
                ("Month: March 2024 · the year before, 2023", "Loans", "40", "4"),
                ("Price of a new one, kronor: skis", "each", "–", "99"),
                ("kg a new one: skis", "each", "29", "29.5"),
            ],
        ),
        (
            "sv",
            [
                ("Året före, 2023", "Lån", "668", "218"),
                ("Sparat netto, kg CO2e", "högt", "21", "22"),
                ("Köp som inte behövdes, kronor", "lågt", "–", "25"),
                ("Köp som inte behövdes, kronor", "mitten", "–", "50"),
                ("Köp som inte behövdes, kronor", "högt", "–", "74"),
                ("Månad: mars 2024 · året före, 2023", "Lån", "40", "4"),
                ("Pris för en ny, kronor: skis", "styck", "–", "99"),
                ("kg för en ny: skis", "styck", "29", "29,5"),
            ],
        ),
    ],
)
def test_what_differs_names_the_year_before_and_reads_as_in_the_report(
    language: str, rows: list[tuple[str, ...]]
) -> None:
    lent, of_2024 = {"skis": 1}, (1, 1, 1, 1, Shown.NONE)
    old = a_report(of_2024, (668, *NONE[1:]), in_march=((0, 0), (40, 0)), loans=lent, kg={"skis": 29.0})
    new = a_report(
        of_2024, (218, *NONE[1:]), in_march=((0, 0), (4, 0)), loans=lent, kg={"skis": 29.5}, kronor={"skis": 99}
    )
    again = Yearly(**{**vars(new), "edition": 2, "replaces": "0" * 64, "changes": changes(old, new)})
    name = {"en": "Figures that differ", "sv": "Siffror som skiljer sig"}[language]
    assert grid(told(again, language), name) == rows


def test_what_an_edition_of_before_says_is_left_as_it_was() -> None:
    karlstad = Named("1780", {"en": "Karlstad"})
    kept = (
        Change("purchases", (), "middle", 0.0, 743_705.5),
        Change("whole", (karlstad, YEARS[1]), "loans", 2, 3),
    )
    found = Yearly(**{**vars(a_report(NONE, NONE)), "edition": 2, "replaces": "0" * 64, "changes": kept})
    assert grid(told(found, "en"), "Figures that differ") == [
        ("Purchases avoided, kronor", "middle", "0.00", "743,705.50"),
        ("Municipality: Karlstad · the year before, 2023", "Loans", "2", "3"),
    ]
