"""Seeded persons are put through everything; once their time has come, no byte of them is left in any file."""

import io
import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from config import Config
from lendlib.models.lending import Loan
from lendlib.models.reminders import Attempt, KeptLetter, Notice
from lendlib.operations import conditions, groups, lending, phoning, returning, undoing
from lendlib.operations.acts import new_key
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import CallMark, Kind, ReturnedAs, Role, Scope
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from lendlib.worker import work_once
from tests import given
from tests.ground import photographs
from tests.ground.gateway import gateway
from tests.ground.looking import how_many, loan_of
from tests.ground.post_office import post_office
from tests.ground.postgresql import binaries
from tests.ground.searching import all_files, database_files, found_in
from tests.jobs.posting import settings_of
from tests.web.people import press, someone_signed_in, token_in, upload
from tests.web.private_link import Linking, a_linking_counter, loans_of, presses

ASA = Borrower("Åsa Kvistgård-Öhrn", phone="+46701740605", email="asa.kvistgard@example.org")
CLASS = Borrower("Bertil Räfsnäs", phone="+46701740610", group_name="Klass 4Ö på Dalbyskolan")
GONE = Borrower("Cecilia Oxelgren", email="cecilia.oxelgren@example.org")
MENDED = "Rättad Xylander"
SEEDS = (
    *("Åsa Kvistgård-Öhrn", "+46701740605", "asa.kvistgard@example.org", "Bertil Räfsnäs", "+46701740610"),
    *("Klass 4Ö på Dalbyskolan", "Elvira Ögonblick", "Cecilia Oxelgren", "cecilia.oxelgren@example.org", MENDED),
    *("efter Görans kalas", "hälsar Yngve Qvarnström", "Fru Zetterqvist trampade", "Hej Åsa, brevet till dig"),
    *("Lista från Wåhlstedt", "Ägaren heter Uggelbjörk"),
)
PARTS = ("701740605", "174 06 05", "Kvistgård", "Xylander", photographs.SECRET)
"""Pieces of them that no file may hold at the end either; the last is what a phone had written into the photos."""


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def logged(config: Config) -> Iterator[Path]:
    """Everything that anything says, down to the finest, in a file of the instance folder."""
    path = config.instance / "everything.log"
    handler = logging.FileHandler(path, encoding="utf-8")
    root = logging.getLogger()
    # What SQL says, and the tests' own mail server, is said by nobody where lendlib runs.
    others = {log: log.level for log in map(logging.getLogger, ("sqlalchemy", "mail"))}
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for log in others:
        log.setLevel(logging.WARNING)
    yield path
    root.removeHandler(handler)
    for log, level in (others | {root: before}).items():
        log.setLevel(level)
    handler.close()


def test_no_byte_is_left_of_who_borrowed(app: Flask, session: Session, engine: Engine, logged: Path) -> None:
    with time_machine.travel(given.MONDAY_NOON, tick=True) as clock:
        counter = a_linking_counter(app, session, may_forget_at_once=True)
        staff = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
        link = go_through_everything(app, counter, staff)
        letters_go(app, session, clock)
        everything_ends(counter)
        found = found_in(files(app, engine), SEEDS)
        assert set(SEEDS) - set(found) == set(), "the search finds whom it looks for, while they are kept"
        assert photographs.SECRET not in found_in(files(app, engine), PARTS)
        assert presses(app.test_client(), link, "/forget").status_code == 303
        clock.shift(timedelta(days=370))
        work_once(app)
        work_once(app)
        assert how_many(session, Loan) == 9
        session.rollback()
        left = found_in(files(app, engine), (*SEEDS, *PARTS))
    assert left == {}
    print(f"{engine.dialect.name}: {len(SEEDS)} seeds, all found before, 0 in {len(files(app, engine))} files after")


def files(app: Flask, engine: Engine) -> list[Path]:
    """The database's files, a dump where that is another thing, and all of the instance folder."""
    instance: Path = app.config["LENDLIB"].instance
    held = [*database_files(engine), *all_files(instance)]
    if engine.dialect.name == "postgresql":
        dump = instance.parent / "dump.sql"
        where = ["--host", str(engine.url.query["host"]), "--username", "postgres", "--file", str(dump)]
        subprocess.run([binaries() / "pg_dump", *where, str(engine.url.database)], check=True)
        held.append(dump)
    return sorted(set(held))


def go_through_everything(app: Flask, counter: Linking, staff: FlaskClient) -> str:
    """Lend, join, correct, renew, phone, write, tell, photograph, print, bring, take out; refusals and faults too."""
    session = counter.session
    first, second, third, fourth, *more = counter.items("football", "sledge", "tent", "snowshoes", *["compass"] * 5)
    at = {"csrf_token": token_in(staff.get("/counter")), "depot": counter.depot.slug, "do": "lend"}
    asa = {"name": ASA.name, "kind": "private", "home": "1780", "letters_in": "sv"}
    refused = staff.post("/counter", data={**at, **asa, "item": [first], "reach": "070", "command_key": new_key()})
    assert refused.status_code == 422
    lent = staff.post("/counter", data={**at, **asa, "item": [first], "reach": "0701740605", "command_key": new_key()})
    assert lent.status_code == 303
    visit = loan_of(session, first).checkout_id
    counter.writes()
    lending.check_out(counter.act(), [second], Visit(None), joins=visit)
    lines = {third: "Elvira Ögonblick"}
    a_class = lending.check_out(counter.act(), [third], Visit(CLASS, Kind.SCHOOL), lines=lines).result["checkout"]
    groups.name_lines(counter.act(), a_class, {loan_of(session, third).id: "Elvira Ögonblick"})
    session.commit()
    own, token = counter.lends_linked(fourth, to=GONE)
    presses(app.test_client(), token, loans=str(loans_of(session, own)[0]))
    email = {"phone": "0701740605", "email": ASA.email, "letters_in": "sv"}
    path = f"/loans/{visit}/contact"
    for name in (MENDED, ASA.name):
        assert press(staff, path, command_key=new_key(), name=name, **email).status_code == 303
    counter.writes()
    mistake = lending.check_out(counter.act(), [more[0]], Visit(Borrower(MENDED, phone="+46701740611")))
    undoing.undo(counter.act(), mistake.command_id)
    for kept in more[1:]:
        lending.check_out(counter.act(), [kept], Visit(Borrower(MENDED, phone="+46701740612")))
    phoning.mark_call(counter.act(), visit, CallMark.CALLED, note="Ringer åter efter Görans kalas")
    a_letter(counter, visit)
    session.commit()
    for page in ("/loans?q=Kvistgård", "/counter/search?words=Kvistgård", f"/loans/{visit}/kept", "/lists/due"):
        staff.get(page)
    press(staff, "/lists/overdue/numbers", command_key=new_key(), **{"as": "csv"})
    things_are_told_of(app, counter, staff, third)
    something_breaks(session, staff, visit)
    return token


def a_letter(counter: Linking, visit: int) -> None:
    notice = Notice(
        depot_id=counter.depot.id,
        checkout_id=visit,
        kind=NoticeKind.THANKS,
        occasion_on=counter.today,
        channel="kept",
        state=NoticeState.SENT,
        queued_at=counter.now,
        next_try_at=counter.now,
        ended_at=counter.now,
    )
    counter.session.add(notice)
    counter.session.flush()
    letter = {"subject": "Ditt lån", "words": "Hej Åsa, brevet till dig."}
    at = {"depot_id": counter.depot.id, "made_at": counter.now}
    counter.session.add(KeptLetter(**at, checkout_id=visit, notice_id=notice.id, **letter))


def letters_go(app: Flask, session: Session, clock: time_machine.Traveller) -> None:
    """The worker sends what is owed by now, by a real mail server and a gateway: some are taken, others refused, with
    names in what they answer."""
    usual = app.config["LENDLIB"]
    with post_office() as office, gateway() as sms:
        channels = settings_of(mail=office.port, sms=sms.url)
        app.config["LENDLIB"] = replace(usual, is_demo=False, mode="hosted", **channels)
        office.script[str(ASA.email)] = [f"data 451 4.7.1 {ASA.email} was never heard of: later"]
        office.script[str(GONE.email)] = [f"rcpt 550 5.1.1 {GONE.name} <{GONE.email}> lives here no longer"]
        sms.script[str(CLASS.phone)] = [f"400 {CLASS.name} has no number {CLASS.phone}"]
        for _ in range(2):
            work_once(app)
            clock.shift(timedelta(hours=2))
        assert office.copies() == {ASA.email: 1}
        body = office.taken[0].message.get_body()
        assert body is not None and ASA.name in body.get_content()
    app.config["LENDLIB"] = usual
    session.rollback()
    assert set(session.scalars(select(Attempt.ended_as))) == {"temporary", "permanent", "sent"}


def things_are_told_of(app: Flask, counter: Linking, staff: FlaskClient, item_id: int) -> None:
    """Photos, faults, labels, lists."""
    counter.writes()
    here = counter.item("life-jacket", size="40-50", code=(code := new_code()))
    counter.session.commit()
    words = {"words": "Spännet är trasigt, hälsar Yngve Qvarnström"}
    photo = (io.BytesIO(photographs.telling()), "Qvarnström.jpg")
    told = press(app.test_client(), f"/i/{code}/fault", page=f"/i/{code}/fault", **words, photo=photo)
    assert told.status_code == 303
    upload(staff, f"/items/{here}/photos", photographs.telling())
    paper = {"sheet": "L7160", "start": "1", "symbol": "qr", "lines": ["name"], "ends": "", "printer": ""}
    assert press(staff, f"/labels/print?item={item_id}", command_key=new_key(), **paper).status_code in (303, 422)
    brought = "Streckkod;Kategori;Anteckning\r\nFB-1;Fotboll;Ägaren heter Uggelbjörk\r\n".encode()
    sent: dict[str, object] = {"list": (io.BytesIO(brought), "Lista från Wåhlstedt.csv")}
    sent["csrf_token"] = token_in(staff.get("/stock/import"))
    assert staff.post("/stock/import", data=sent, content_type="multipart/form-data").status_code == 303
    for page in ("/stock/export", "/stock/export/file?as=csv", "/items/repair", f"/items/{here}"):
        staff.get(page)


def something_breaks(session: Session, staff: FlaskClient, visit: int) -> None:
    """A fault of the program, in the middle of an act with a person in it."""
    session.execute(text("ALTER TABLE phone_mark RENAME TO elsewhere"))
    session.commit()
    staff.application.testing = False
    staff.application.config["PROPAGATE_EXCEPTIONS"] = False
    fields = {"do": "called", "note": "Ringer åter efter Görans kalas", "command_key": new_key()}
    assert press(staff, f"/lists/overdue/{visit}", **fields).status_code >= 400
    assert staff.get("/lists/overdue?q=Kvistgård").status_code >= 500
    session.execute(text("ALTER TABLE elsewhere RENAME TO phone_mark"))
    session.commit()


def everything_ends(counter: Linking) -> None:
    """What is out comes back or is written off; one return is described with somebody's name."""
    session = counter.session
    counter.writes()
    out = session.execute(text("SELECT id, item_id, checkout_id FROM loan WHERE closed_at IS NULL ORDER BY id")).all()
    for number, loan in enumerate(out):
        if number % 3 == 2:
            conditions.lose(counter.act(), loan.id)
        else:
            returning.check_in(counter.act(), loan.item_id)
    words = "Fru Zetterqvist trampade sönder den"
    returning.describe_return(counter.act(), out[0].id, ReturnedAs.NEEDS_CARE, words)
    session.commit()
