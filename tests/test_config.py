"""A wrong setting stops the start, named, with what it wants."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import Config, WrongSetting, kept_secret

MAIL = {"LENDLIB_SMTP_URL": "smtps://depot:pass@mail.example.org", "LENDLIB_MAIL_FROM": "depot@example.org"}
ELKS = {"LENDLIB_46ELKS_USER": "u1", "LENDLIB_46ELKS_PASSWORD": "pass", "LENDLIB_46ELKS_FROM": "Depan"}
HOOK = {"LENDLIB_WEBHOOK_URL": "https://example.org/pass", "LENDLIB_WEBHOOK_SECRET": "pass" * 4}
BAD = [
    ({"LENDLIB_PORT": "http"}, "LENDLIB_PORT wants a whole number"),
    ({"LENDLIB_PORT": "-1"}, "LENDLIB_PORT wants a whole number"),
    ({"LENDLIB_PORT": "0"}, "LENDLIB_PORT wants a port from 1 to 65535"),
    ({"LENDLIB_PORT": "65536"}, "LENDLIB_PORT wants a port from 1 to 65535"),
    ({"LENDLIB_MODE": "party"}, "LENDLIB_MODE wants one of alone, hosted, network"),
    ({"LENDLIB_BASE_URL": "lend.example.org"}, "LENDLIB_BASE_URL wants an address"),
    ({"LENDLIB_BASE_URL": "ftp://lend.example.org"}, "LENDLIB_BASE_URL wants an address"),
    ({"LENDLIB_BASE_URL": "http://[::1"}, "LENDLIB_BASE_URL wants an address"),
    ({"LENDLIB_BASE_URL": "http://localhost:abc"}, "LENDLIB_BASE_URL wants an address"),
    ({"LENDLIB_MODE": "hosted"}, "LENDLIB_MODE=hosted wants an https:// address in LENDLIB_BASE_URL."),
    ({"LENDLIB_BASE_URL": "https://lend.example.org/depot"}, "LENDLIB_BASE_URL wants the bare address"),
    ({"LENDLIB_BASE_URL": "http://lend.example.org"}, "LENDLIB_BASE_URL: plain http is for this machine"),
    ({"LENDLIB_FORMER_BASE_URLS": "https://a.example.org, b"}, "LENDLIB_FORMER_BASE_URLS wants an address"),
    ({"LENDLIB_MODE": "hosted", "LENDLIB_BASE_URL": "http://a.example.org"}, "LENDLIB_MODE=hosted wants an https://"),
    ({"LENDLIB_MODE": "network", "LENDLIB_BASE_URL": "https://a.example.org"}, "LENDLIB_MODE=network wants PostgreSQL"),
    ({"LENDLIB_TRUSTED_PROXIES": "one"}, "LENDLIB_TRUSTED_PROXIES wants a whole number"),
    ({"LENDLIB_DATABASE_URL": "mysql://a/b"}, "LENDLIB_DATABASE_URL wants sqlite:////WHOLE/PATH"),
    ({"LENDLIB_DATABASE_URL": "sqlite:///depot.db"}, "LENDLIB_DATABASE_URL wants sqlite:////WHOLE/PATH"),
    ({"LENDLIB_DATABASE_URL": "sqlite:///"}, "LENDLIB_DATABASE_URL wants sqlite:////WHOLE/PATH"),
    ({"LENDLIB_HOST": "laptop.local"}, "LENDLIB_HOST wants an address such as 127.0.0.1"),
    ({"LENDLIB_HOST": "0.0.0.0", "LENDLIB_BASE_URL": "http://127.0.0.1:8000"}, "LENDLIB_HOST=0.0.0.0: others reach"),
    ({"LENDLIB_SECRET_KEY": "short"}, "LENDLIB_SECRET_KEY wants at least 32 characters"),
    ({"LENDLIB_PROCESSES": "0"}, "LENDLIB_PROCESSES wants 1 to 64"),
    ({"LENDLIB_PROCESSES": "65"}, "LENDLIB_PROCESSES wants 1 to 64"),
    ({"LENDLIB_MAX_REQUEST_BYTES": "9999"}, "LENDLIB_MAX_REQUEST_BYTES wants at least 10000"),
    ({"LENDLIB_MAX_REQUEST_BYTES": "1 MB"}, "LENDLIB_MAX_REQUEST_BYTES wants a whole number"),
    ({"LENDLIB_CONTACT_EMAIL": "the depot"}, "LENDLIB_CONTACT_EMAIL wants an address such as depot@example.org"),
    ({"LENDLIB_SMALL_CELLS": "2"}, "LENDLIB_SMALL_CELLS wants 3 to 100, not 2"),
    ({"LENDLIB_SMALL_CELLS": "0"}, "LENDLIB_SMALL_CELLS wants 3 to 100, not 0"),
    ({"LENDLIB_BACKUP_HOUR": "2"}, "LENDLIB_BACKUP_HOUR wants an hour from 0 to 23 but 2"),
    ({"LENDLIB_BACKUP_HOUR": "24"}, "LENDLIB_BACKUP_HOUR wants an hour from 0 to 23 but 2"),
    ({"LENDLIB_BACKUPS": "/a/b", "LENDLIB_BACKUPS_SECOND": "/a/b/"}, "LENDLIB_BACKUPS_SECOND wants another folder"),
    ({"LENDLIB_DEMO": "maybe"}, "LENDLIB_DEMO wants 1 or 0"),
    ({"LENDLIB_SMTP_URL": "smtps://mail.example.org"}, "LENDLIB_MAIL_FROM wants an address"),
    ({"LENDLIB_MAIL_FROM": "depot@example.org"}, "LENDLIB_MAIL_FROM wants an address"),
    (MAIL | {"LENDLIB_MAIL_FROM": "depån@example.org"}, "LENDLIB_MAIL_FROM wants an address"),
    (MAIL | {"LENDLIB_SMTP_URL": "https://mail.example.org"}, "LENDLIB_SMTP_URL wants smtps://USER:PASSWORD"),
    (MAIL | {"LENDLIB_SMTP_URL": "smtps://mail.example.org:99999"}, "LENDLIB_SMTP_URL wants smtps://USER:PASSWORD"),
    (MAIL | {"LENDLIB_SMTP_URL": "smtps://mail.example.org/inbox"}, "LENDLIB_SMTP_URL wants smtps://USER:PASSWORD"),
    (MAIL | {"LENDLIB_SMTP_URL": "smtps://depot@mail.example.org"}, "LENDLIB_SMTP_URL wants both a user"),
    (MAIL | {"LENDLIB_SMTP_URL": "smtp+plain://mail.example.org"}, "LENDLIB_SMTP_URL: smtp+plain:// is for this"),
    ({"LENDLIB_46ELKS_USER": "u1"}, "LENDLIB_46ELKS_USER, LENDLIB_46ELKS_PASSWORD and LENDLIB_46ELKS_FROM belong"),
    (ELKS | {"LENDLIB_46ELKS_FROM": "Fritidsbanken"}, "LENDLIB_46ELKS_FROM wants a name of at most 11 letters"),
    (ELKS | {"LENDLIB_46ELKS_URL": "http://api.example.org"}, "LENDLIB_46ELKS_URL: plain http is for this machine"),
    (ELKS | {"LENDLIB_46ELKS_URL": "https://api.example.org/a1"}, "LENDLIB_46ELKS_URL wants the bare address"),
    (HOOK | {"LENDLIB_WEBHOOK_URL": "http://10.0.0.1/sms"}, "LENDLIB_WEBHOOK_URL: plain http is for this machine"),
    (HOOK | {"LENDLIB_WEBHOOK_URL": "https://a:b@example.org"}, "LENDLIB_WEBHOOK_URL wants an address without a user"),
    (HOOK | {"LENDLIB_WEBHOOK_SECRET": "short"}, "LENDLIB_WEBHOOK_SECRET wants at least 16 characters"),
    (HOOK | ELKS, "LENDLIB_WEBHOOK_URL and LENDLIB_46ELKS_USER both send to phones"),
    ({"LENDLIB_WEBHOOK_SECRET": "s" * 16}, "LENDLIB_WEBHOOK_SECRET is for LENDLIB_WEBHOOK_URL"),
    ({"LENDLIB_SEND_TIMEOUT": "0"}, "LENDLIB_SEND_TIMEOUT wants 1 to 30 seconds"),
    ({"LENDLIB_PROT": "8001"}, "LENDLIB_PROT is not a setting of lendlib. Known: LENDLIB_INSTANCE, LENDLIB_HOST"),
]


def from_env(tmp_path: Path, **given: str) -> Config:
    return Config.from_env({"LENDLIB_INSTANCE": str(tmp_path / "instance"), "HOME": "/", **given})


@pytest.mark.parametrize(("given", "wants"), BAD)
def test_a_wrong_setting_is_named_with_what_it_wants(tmp_path: Path, given: dict[str, str], wants: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        from_env(tmp_path, **given)
    assert str(refusal.value).startswith(wants)


def test_an_empty_setting_counts_as_unset(tmp_path: Path) -> None:
    config = from_env(tmp_path, LENDLIB_HOST="", LENDLIB_PORT="")
    assert (config.host, config.port) == ("127.0.0.1", 8000)


def test_this_machine_has_a_name_too_and_an_address_may_end_in_a_stroke(tmp_path: Path) -> None:
    config = from_env(tmp_path, LENDLIB_HOST="localhost", LENDLIB_BASE_URL="https://lend.example.org/")
    assert (config.host, config.base_url) == ("127.0.0.1", "https://lend.example.org")


def test_an_instance_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    from_env(tmp_path)
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_processes_that_start_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(kept_secret, [tmp_path / "secret_key"] * 64))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_instance_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    with pytest.raises(WrongSetting, match=r"LENDLIB_INSTANCE: the folder .* can't be made"):
        from_env(tmp_path)


def test_the_defaults_serve_one_depot_on_this_machine(tmp_path: Path) -> None:
    config = from_env(tmp_path)
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.database_url == f"sqlite:///{tmp_path}/instance/lendlib.sqlite3"
    assert config.hosts == ["127.0.0.1", "::1", "localhost"]
    assert not config.is_https


def test_backups_lie_in_the_instance_unless_told_otherwise(tmp_path: Path) -> None:
    config = from_env(tmp_path)
    assert (config.backups_folder, config.second_folder) == (tmp_path / "instance" / "backups", None)
    for none in ({"LENDLIB_BACKUPS": "off"}, {"LENDLIB_BACKUPS": "0"}, {"LENDLIB_DEMO": "1"}):
        config = from_env(tmp_path, LENDLIB_BACKUPS_SECOND="/disk", **none)
        assert (config.backups_folder, config.second_folder) == (None, None)
    config = from_env(tmp_path, LENDLIB_BACKUPS="/here", LENDLIB_BACKUPS_SECOND="/disk/there/")
    assert (config.backups_folder, config.second_folder) == (Path("/here"), Path("/disk/there"))


def test_a_hosted_depot_names_its_own_and_its_former_hosts(tmp_path: Path) -> None:
    config = from_env(
        tmp_path,
        LENDLIB_MODE="hosted",
        LENDLIB_HOST="10.0.0.1",
        LENDLIB_BASE_URL="https://lend.example.org",
        LENDLIB_FORMER_BASE_URLS="https://old.example.org",
        LENDLIB_TRUSTED_HOSTS="inside.example.org, other.example.org",
    )
    assert config.hosts == ["lend.example.org", "old.example.org", "inside.example.org", "other.example.org"]
    assert config.is_https


def test_the_secret_is_made_once_kept_and_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = from_env(tmp_path), from_env(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(os.stat(tmp_path / "instance" / "secret_key").st_mode) == 0o600


def test_a_secret_cut_short_is_said_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("half a se")
    with pytest.raises(WrongSetting, match="holds no whole secret"):
        kept_secret(tmp_path / "secret_key")


def test_secrets_are_not_in_what_is_printed_of_the_settings(tmp_path: Path) -> None:
    config = from_env(tmp_path, LENDLIB_SECRET_KEY="s" * 40, LENDLIB_DATABASE_URL="postgresql+psycopg://u:pass@h/db")
    assert "sss" not in repr(config)
    assert "pass" not in repr(config)
    for channels in (MAIL, ELKS, HOOK):
        assert "pass" not in repr(from_env(tmp_path, **channels))


@pytest.mark.parametrize("given", [MAIL, ELKS, HOOK])
def test_no_refusal_of_a_setting_tells_a_secret(tmp_path: Path, given: dict[str, str]) -> None:
    for name in given:
        for wrong in ("", "pass", given[name].replace("s:", ":"), f"{given[name]}#pass", given[name].replace("/", ":")):
            if name == "LENDLIB_46ELKS_FROM" or not wrong.isascii():
                continue
            try:
                from_env(tmp_path, **given | {name: wrong})
            except WrongSetting as refusal:
                assert "pass" not in str(refusal).replace("password", "")
