"""SCB's file of inhabitants in the shapes that its database saves, and what is no such file."""

import pytest

from lendlib.rules.statistics_population import SENTENCES, Counted, Fault, Wrong, read

NAMES = {"0114": "Upplands Väsby", "1780": "Karlstad", "1781": "Kristinehamn"}
TWO = [Counted("0114", 2023, 48_714), Counted("1780", 2023, 96_466)]


def told(*lines: list[str]) -> tuple[list[Counted], list[tuple[int, int, Wrong]]]:
    """What a file tells, and what is wrong with it."""
    faults: list[Fault] = []
    found = read(list(enumerate(lines, 1)), NAMES, 2026, faults)
    for fault in faults:
        SENTENCES[fault.wrong].format(**fault.values)
    return found, [(fault.line, fault.column, fault.wrong) for fault in faults]


@pytest.mark.parametrize(
    "lines",
    [
        [["region", "2023"], ["0114 Upplands Väsby", "48714"], ["1780 Karlstad", "96 466"]],
        [["region", "Folkmängd 2023"], ["00 Riket", "10551707"], ["114 Upplands Väsby", "48714"], ["1780", "96466"]],
        [["Folkmängd efter region och år"], ["", "2023"], ["0114 Upplands Väsby", "48714"], ["1780 Karlstad", "96466"]],
        [["", "", "2023"], ["0114", "Upplands Väsby", "48714"], ["1780", "Karlstad", "96466"]],
        [["kod", "region", "2023"], ["0114", "Upplands Väsby", "48714"], ["1780", "Karlstad", "96466"]],
        [["region", "år", "Folkmängd"], ["0114 Upplands Väsby", "2023", "48714"], ["1780 Karlstad", "2023", "96466"]],
        [["region", "ålder", "2023"], ["0114 U", "totalt ålder", "48714"], ["1780 K", "totalt ålder", "96466"]],
        [
            ["Folkmängd efter region och år"],
            ['region\t"2023"'],
            ["17 Värmlands län\t283976"],
            ["0114 Upplands Väsby\t48714"],
            ["1780 Karlstad\t96466"],
            ["1781 Kristinehamn\t.."],
            ["Källa: SCB"],
            ["Senaste uppdatering: 2024-02-22, 08:00"],
        ],
        [["Region", "2023"], ["Upplands Väsby", "48714"], ["Värmlands län", "1"], ["KARLSTAD", "96466"]],
    ],
)
def test_each_shape_tells_the_same(lines: list[list[str]]) -> None:
    assert told(*lines) == (TWO, [])


def test_several_years_stand_beside_each_other() -> None:
    found, faults = told(["region", "2022", "2023"], ["1780 Karlstad", "95000", "96466"])
    assert not faults and found == [Counted("1780", 2022, 95_000), Counted("1780", 2023, 96_466)]


def test_all_that_is_wrong_is_told_with_its_line() -> None:
    assert told(
        ["region", "2023", "2026"],
        ["1780 Karlstad", "96466", "1"],
        ["9999 Nowhere", "5"],
        ["1781 Kristinehamn", "many"],
        ["Atlantis", "5"],
        ["1780 Karlstad", "50000"],
        ["=HYPERLINK(1)", "5"],
    )[1] == [
        (1, 2, Wrong.YEAR),
        (3, 0, Wrong.UNKNOWN_CODE),
        (4, 1, Wrong.NO_NUMBER),
        (5, 0, Wrong.UNKNOWN_CODE),
        (6, 1, Wrong.TWICE),
        (7, 0, Wrong.UNKNOWN_CODE),
    ]


def test_a_file_of_ages_or_other_figures_says_what_to_choose() -> None:
    by_sex = told(["region", "kön", "2023"], ["1780 Karlstad", "män", "48000"], ["1780 Karlstad", "kvinnor", "48466"])
    assert by_sex == ([], [(2, 1, Wrong.OF_AGE_OR_SEX), (3, 1, Wrong.OF_AGE_OR_SEX)])
    grown = told(["region", "Folkmängd 2023", "Folkökning 2023"], ["1780 Karlstad", "96466", "466"])
    assert grown == ([], [(1, 2, Wrong.OTHER_FIGURES)])
    assert told(["name", "loans"], ["Karlstad", "5"]) == ([], [(1, 0, Wrong.NO_HEADER)])
    assert told(["region", "2023"], ["00 Riket", "10551707"]) == ([], [(2, 0, Wrong.NOTHING)])
    assert told(["region", "år", "Folkmängd"], ["1780 Karlstad", "soon", "5"]) == ([], [(2, 1, Wrong.YEAR)])
