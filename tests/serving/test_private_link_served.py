"""lendlib as it runs: of a private link nothing is printed and nothing lies in the instance folder."""

import shutil
from pathlib import Path

from flask.cli import ScriptInfo
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from tests.ground.processes import running
from tests.web.private_link import a_linking_counter, last_days_of, loans_of


def test_neither_what_is_printed_nor_what_is_kept_holds_it(tmp_path: Path, migrated_sqlite: Path) -> None:
    (tmp_path / "instance").mkdir()
    shutil.copyfile(migrated_sqlite, tmp_path / "instance" / "lendlib.sqlite3")
    with running(tmp_path, LENDLIB_DEMO="1") as server:
        server.wait_until_it_serves()
        config = Config(tmp_path / "instance", port=server.port, secret_key="of a test, 32 characters or more")
        app = create_app(config)
        with app.app_context():
            engine = db.engine
        with Session(engine) as session:
            visit, token = a_linking_counter(app, session, days_ago=2).lends_linked()
            [loan] = loans_of(session, visit)
            before = last_days_of(session, visit)
            session.rollback()
            assert server.fetch(f"/l/{token}") == 200
            assert server.fetch(f"/l/{token}/calendar.ics") == 200
            assert server.fetch(f"/l/{token}/nothing") == 404
            assert server.fetch(f"/l/{token}", f"command_key=a-key-of-a-test&loans={loan}".encode()) == 200
            assert last_days_of(session, visit) > before
            session.rollback()
            begin_writing(session)
            session.execute(text("ALTER TABLE due_change RENAME TO elsewhere"))
            session.commit()
        assert server.fetch(f"/l/{token}") in (500, 503)
        assert "GET /l/<token>" in server.said(), "the fault is told"
        examined = app.test_cli_runner().invoke(app.cli, ["doctor"], obj=ScriptInfo(create_app=lambda: app))
        engine.dispose()
        assert token not in examined.output
        assert token not in server.said()
        kept = [path for path in (tmp_path / "instance").rglob("*") if path.is_file()]
        assert len(kept) >= 3
        assert [path.name for path in kept if token.encode() in path.read_bytes()] == []
