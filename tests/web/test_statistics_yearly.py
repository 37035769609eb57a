"""The yearly report on its page and in its files, issued by those who may, and the prices that they give."""

import io
import re

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.operations.statistics_earlier import bring
from lendlib.operations.yearly_prices import set_prices
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.ground.printed import pages
from tests.ground.printed_pages import look
from tests.ground.yearly import THE_YEAR_AFTER, AYear, a_year
from tests.web.people import press, seen_on, someone_signed_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COARSE_ENOUGH = 50
KARLSTAD = "place=1780&year=2025"


@pytest.fixture
def year(session: Session) -> AYear:
    return a_year(session)


def organiser(app: Flask, session: Session, of: str | None = "1780", language: str = "en") -> FlaskClient:
    role = (Role.ORGANISER, Scope.MUNICIPALITY, of) if of else (Role.ORGANISER, Scope.ALL, None)
    client = someone_signed_in(app, session, role)
    client.set_cookie("language", language)
    return client


def shown(page: str) -> str:
    """What a page says, without its tags and its thin spaces."""
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.S).replace("\N{NARROW NO-BREAK SPACE}", " ")
    return " ".join(words.replace("&#39;", "'").split())


def read_pdf(content: bytes) -> tuple[list[str], dict[str, str]]:
    """The words of each page, and what the file says of itself."""
    pdf = pypdfium2.PdfDocument(content)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    return pages, pdf.get_metadata_dict()


def issues(client: FlaskClient, key: str = "a key of mine", place: str = "1780", year: int = 2025):  # type: ignore[no-untyped-def]
    fields = {"command_key": key, "place": place, "year": str(year)}
    return press(client, "/statistics/yearly", page="/statistics/yearly", **fields)


@on_sqlite
def test_counts_of_before_lendlib_are_in_the_year_and_marked(app: Flask, session: Session, year: AYear) -> None:
    year.counter.now = THE_YEAR_AFTER
    lines = [["month", "loans", "visits"], ["2024-03", "1200", "500"], ["2025-01", "30", "20"]]
    bring(year.counter.act("brought along"), "gamla.csv", list(enumerate(lines, 1)), "en")
    session.commit()
    client = organiser(app, session)
    page = shown(client.get(f"/statistics/yearly?{KARLSTAD}").text)
    assert "Loans 42 1,200" in page and "brought from before lendlib are among these (imported)" in page
    assert "January 2025 (imported) 30 0 20 0" in page and "March 2025 (imported) 0 1,200 0 500" in page
    assert "Returns 0 – –" in page and "Visitors 0 – –" in page
    for year_told in ("30 loans of 2025", "1,200 loans of 2024"):
        assert f"{year_told} were brought from before lendlib without their category" in page
    assert "30 loans of 2025 were brought from before lendlib without their days and hours" in page
    issued = issues(client)
    assert issued.status_code == 303
    assert "Loans 42 1,200" in shown(client.get(issued.location).text)
    words, _about = read_pdf(client.get(f"/statistics/yearly.pdf?{KARLSTAD}").data)
    assert "1,200 loans of 2024 were brought" in " ".join(words)


@on_sqlite
def test_what_was_saved_by_loans_of_before_lendlib_is_marked(app: Flask, session: Session, year: AYear) -> None:
    year.counter.now = THE_YEAR_AFTER
    lines = [["month", "category", "loans"], ["2025-01", "cross-country-skis", "30"], ["2025-01", "football", "4"]]
    bring(year.counter.act("brought along"), "gamla.csv", list(enumerate(lines, 1)), "en")
    set_prices(year.counter.act(), (Scope.ALL, ""), {"cross-country-skis": 1000}, "A shop")
    session.commit()
    page = shown(organiser(app, session).get(f"/statistics/yearly?{KARLSTAD}").text)
    means = "* Counts that were brought from before lendlib are among these."
    for words in (
        "Cross-country skis * 40 87 % Football * 6 13 % Total * 46",
        "Purchases avoided * 20,000 kr",
        "Cross-country skis * 40 1,000 10,000 20,000 30,000 A shop Total * 40",
        f"No price is given for: Football * (6). {means}",
        "Saved, net, CO2e * 556 kg",
        "Saved, net * 266 556 846",
        "Cross-country skis * 40 29",
        f"No factor: Football * (6). {means}",
        "Total (imported) 46 0",
    ):
        assert words in page, words


@on_sqlite
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_workbook_is_whole_in_its_language_and_keeps_the_heads_of_its_tables(
    app: Flask, session: Session, year: AYear, language: str
) -> None:
    client = organiser(app, session, language=language)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/statistics/yearly.xlsx?{KARLSTAD}").data))
    title, saved, months, skis, loans = {
        "sv": ("Karlstad: årsrapport 2025", "Sparat netto", "Månad för månad", "Längdskidor", "Lån"),
        "en": ("Karlstad: yearly report 2025", "Saved, net", "Month by month", "Cross-country skis", "Loans"),
    }[language]
    rows = [[cell for cell in row if cell is not None] for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert book.worksheets[0]["A1"].value == title and months in book.sheetnames
    for row in ([saved, 67, 139, 212], [loans, 12, 0, "–"]):
        assert row in rows
    assert any(row[:2] == [skis, 10] for row in rows)
    sheet = book[months]
    head = int(str(sheet.freeze_panes)[1:]) - 1
    assert str(sheet.freeze_panes) == f"B{head + 1}"
    assert str(sheet.cell(head, 2).value).startswith(loans) and sheet.cell(head + 2, 2).value == 12
    frozen = {sheet.title: sheet.freeze_panes for sheet in book if sheet.freeze_panes}
    assert len(frozen) >= 4 and all(str(cell).startswith("B") for cell in frozen.values())


def test_page_pdf_and_workbook_say_the_same(app: Flask, session: Session, year: AYear) -> None:
    client = organiser(app, session)
    page = shown(client.get(f"/statistics/yearly?{KARLSTAD}").text)
    assert "Karlstad: yearly report 2025" in page
    assert "Saved, net 67 139 212" in page
    assert "10 of 12 loans have a factor (83 %)." in page
    assert "No factor: Football (2)." in page
    assert "No prices are given" in page
    assert "Kil hidden hidden" in page
    assert "An age was stated at 28 of 84 visits (33 %), in those months that may tell it." in page
    answer = client.get(f"/statistics/yearly.pdf?{KARLSTAD}")
    pages, about = read_pdf(answer.data)
    whole = " ".join(pages)
    told = "Saved, net 67 139 212", "No factor: Football (2).", "hidden hidden", "at 28 of 84"
    for words in ("Karlstad: yearly report 2025", *told):
        assert words in whole
    assert about["Title"] == "Karlstad: yearly report 2025"
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert b"/Lang (en)" in answer.data
    assert "Draft, not issued" in pages[0]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lendlib-yearly-1780-2025-draft.pdf"')
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/statistics/yearly.xlsx?{KARLSTAD}").data))
    rows = [[cell for cell in row if cell is not None] for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert ["Saved, net", 67, 139, 212] in rows
    assert ["Loans", 12, 0, "–"] in rows
    assert "Ecological climate" in book.sheetnames
    assert any(row[:1] == ["Definitions"] for row in rows)


@on_sqlite
def test_it_is_told_in_swedish_too(app: Flask, session: Session, year: AYear) -> None:
    client = organiser(app, session, language="sv")
    page = shown(client.get(f"/statistics/yearly?{KARLSTAD}").text)
    assert "Karlstad: årsrapport 2025" in page
    pages, about = read_pdf(client.get(f"/statistics/yearly.pdf?{KARLSTAD}").data)
    assert about["Title"] == "Karlstad: årsrapport 2025"
    assert "Längdskidor" in " ".join(pages)


def test_an_issued_report_stays_as_it_was(app: Flask, session: Session, year: AYear) -> None:
    client = organiser(app, session)
    answer = issues(client)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert "Issued. It stays as it is." in shown(client.get(path).text)
    page = shown(client.get(path).text)
    assert "Edition 1, issued by Vera Volontär." in page
    hash_ = re.search(r"[0-9a-f]{64}", page)
    assert hash_
    given.begin_writing(session)
    year.was_typed_in_late("football", now())
    session.commit()
    assert shown(client.get(path).text) == page
    pages, _about = read_pdf(client.get(f"{path}.pdf").data)
    assert all(hash_[0] in one for one in pages)
    known = shown(client.get(f"/statistics/yearly?{KARLSTAD}").text)
    assert "figures have changed since edition 1 was issued" in known
    again = issues(client, key="another key")
    told = shown(client.get(again.headers["Location"]).text)
    assert "1 visit of the year was typed in since." in told
    assert "The year Loans 12 13" in told
    assert "There is a later edition: Edition 2" in shown(client.get(path).text)
    refused = issues(client, key="one key more")
    assert refused.status_code == 422
    assert "Nothing has changed since the report was issued" in shown(refused.text)


@on_sqlite
def test_a_running_year_is_a_draft(app: Flask, session: Session, year: AYear) -> None:
    client = organiser(app, session)
    page = shown(client.get("/statistics/yearly?place=1780&year=2026").text)
    assert "Draft: the year so far, until " in page
    assert "Issue this report" not in page
    refused = issues(client, year=2026)
    assert (refused.status_code, "2026 is not over yet" in shown(refused.text)) == (422, True)


@on_sqlite
def test_who_may_not_is_told_that_there_is_no_such_page(app: Flask, session: Session, year: AYear) -> None:
    a_year(session, "Stockholms depå", "0180")
    other = organiser(app, session, "0180")
    assert other.get(f"/statistics/yearly?{KARLSTAD}").status_code == 404
    path = issues(organiser(app, session)).headers["Location"]
    assert [other.get(f"{path}{kind}").status_code for kind in ("", ".pdf", ".xlsx")] == [404] * 3
    volunteer = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, year.depot.id))
    slug = year.depot.slug
    assert volunteer.get(f"/statistics/yearly?place={slug}&year=2025").status_code == 200
    assert issues(volunteer, place=slug).status_code == 404
    assert volunteer.get("/statistics/prices").status_code == 403
    coordinator = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, year.depot.id))
    assert issues(coordinator, place=slug, key="the coordinator's").status_code == 303


@on_sqlite
@pytest.mark.parametrize("path", ["yearly", "yearly.pdf", "yearly.xlsx"])
def test_a_place_or_year_that_there_is_not_is_told_by_the_form(
    app: Flask, session: Session, year: AYear, path: str
) -> None:
    a_year(session, "Arvikadepån", "1784")
    client = organiser(app, session)
    for typed in ("2099", "1900", "%27--", "²", "abc", "%2B2025"):
        answer = client.get(f"/statistics/{path}?place={year.depot.slug}&year={typed}")
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert re.search(r'<select[^>]* aria-invalid="true"[^>]* name="year"', answer.text)
        assert re.search(rf'<option selected value="{year.depot.slug}"', answer.text)
        assert "Choose a year of the list." in shown(answer.text)
    # One that others look after is answered letter by letter as one that there is not.
    unseen, none = (client.get(f"/statistics/{path}?place={code}&year=2024") for code in ("1784", "9999"))
    assert (unseen.status_code, none.status_code) == (404, 404)
    assert "“1784” is no place whose figures you can see. Choose one of the list." in shown(unseen.text)
    assert shown(unseen.text).replace("1784", "9999") == shown(none.text)
    assert re.search(r'<option selected value="2024"', unseen.text) and "Arvika" not in unseen.text
    both = client.get(f"/statistics/{path}?place=%3Dcmd&year=2031")
    assert both.status_code == 404
    assert "“=cmd” is no place" in shown(both.text) and "no yearly report of “2031”" in shown(both.text)
    assert issues(client, place="1784").status_code == 404
    assert "Choose a year of the list." in shown(issues(client, year=2099).text)


@on_sqlite
def test_an_organiser_gives_prices_and_the_report_reckons_with_them(app: Flask, session: Session, year: AYear) -> None:
    client = organiser(app, session)
    form = client.get("/statistics/prices")
    name = re.search(r'name="(price_\d+)"[^>]*>', form.text.partition("Cross-country skis")[2])
    assert name
    fields = {"command_key": "a key of prices", "place": "1780", "seen": seen_on(form), name[1]: "1 500"}
    refused = press(client, "/statistics/prices", page="/statistics/prices", **fields)
    assert refused.status_code == 422
    assert "It does not say where the prices are from." in shown(refused.text)
    assert 'value="1 500"' in refused.text
    wrong = press(client, "/statistics/prices", page="/statistics/prices", **fields | {name[1]: "dear"})
    assert "Write whole kronor" in shown(wrong.text)
    saved = press(client, "/statistics/prices", page="/statistics/prices", **fields, source="=cmd() Shop 2025")
    assert saved.status_code == 303
    page = shown(client.get(f"/statistics/yearly?{KARLSTAD}").text)
    # 10 loans, half of them in place of a pair that costs 1,500.
    assert "Purchases avoided 7,500 kr between 3,750 and 11,250 kr" in page
    assert "No price is given for: Football (2)." in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/statistics/yearly.xlsx?{KARLSTAD}").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=cmd() Shop 2025" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@on_sqlite
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_pdf_is_fit_to_be_printed(app: Flask, session: Session, year: AYear, language: str) -> None:
    a_year(session, "Molkoms depå", "1780")
    a_year(session, "Torsbydepån", "1737")
    client = organiser(app, session, None, language)
    content = client.get(issues(client, place="all").location + ".pdf").data
    told, _about = read_pdf(content)
    seen = [look(page) for page in pages(content, COARSE_ENOUGH, is_grey=False)]
    assert len(seen) == len(told) > 4
    for number, page in enumerate(seen, 1):
        assert (number, page.is_clear_of_edges) == (number, True)
        assert (number, page.ink > 0.005) == (number, True), "no page is blank but for its foot"
    legend = {"sv": "ingen siffra", "en": "no figure"}[language]
    (its_map,) = (page for page, words in zip(seen, told, strict=True) if legend in words)
    assert its_map.tallest_mm > 150, "the map has room, or a page of its own"
    assert its_map.coloured > 60


@on_sqlite
def test_an_area_with_several_municipalities_has_its_map(app: Flask, session: Session, year: AYear) -> None:
    a_year(session, "Torsbydepån", "1737")
    client = organiser(app, session, None)
    page = client.get("/statistics/yearly").text
    assert "All depots: yearly report 2025" in page
    assert "picture--map" in page
    assert "Karlstads depå 10" not in shown(page)
    assert "Karlstads depå 12 12" in shown(page)
    pages, _about = read_pdf(client.get("/statistics/yearly.pdf?place=all&year=2025").data)
    assert "Depots beside each other" in " ".join(pages)
