"""Every setting of lendlib: its name, its default and its check. Read once, whole, at start."""

import hmac
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config_addresses import LOOPBACK, has_port, host_of, is_ip, problems_of_outside, problems_of_own

ROOT = Path(__file__).resolve().parent
NONE = {"0", "off", "no"}
VERSION = "Unreleased"
MODES = ("alone", "hosted", "network")
SMTP_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
SMS_SENDER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,10}|\+[1-9][0-9]{5,14}", re.ASCII)
EMAIL = re.compile(r"[^@\s<>\"?&]+@[^@\s<>\"?&]+\.[^@\s<>\"?&]+")
METRICS_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,200}", re.ASCII)


class WrongSetting(Exception):
    """A setting that lendlib can't start with; the text names it and says what it wants."""


@dataclass(frozen=True)
class Config:
    """What lendlib was told at start. Made by `from_env`, or directly by tests."""

    instance: Path = field(default=ROOT / "instance", metadata={"setting": "LENDLIB_INSTANCE"})
    host: str = field(default="127.0.0.1", metadata={"setting": "LENDLIB_HOST"})
    port: int = field(default=8000, metadata={"setting": "LENDLIB_PORT"})
    mode: str = field(default="alone", metadata={"setting": "LENDLIB_MODE"})
    base_url: str = field(default="", metadata={"setting": "LENDLIB_BASE_URL"})
    former_base_urls: tuple[str, ...] = field(default=(), metadata={"setting": "LENDLIB_FORMER_BASE_URLS"})
    trusted_hosts: tuple[str, ...] = field(default=(), metadata={"setting": "LENDLIB_TRUSTED_HOSTS"})
    trusted_proxies: int = field(default=0, metadata={"setting": "LENDLIB_TRUSTED_PROXIES"})
    database_url: str = field(default="", repr=False, metadata={"setting": "LENDLIB_DATABASE_URL"})
    secret_key: str = field(default="", repr=False, metadata={"setting": "LENDLIB_SECRET_KEY"})
    processes: int = field(default=2, metadata={"setting": "LENDLIB_PROCESSES"})
    max_request_bytes: int = field(default=1_000_000, metadata={"setting": "LENDLIB_MAX_REQUEST_BYTES"})
    contact_email: str = field(default="", metadata={"setting": "LENDLIB_CONTACT_EMAIL"})
    backups: str = field(default="", metadata={"setting": "LENDLIB_BACKUPS"})
    backup_hour: int = field(default=4, metadata={"setting": "LENDLIB_BACKUP_HOUR"})
    backups_second: str = field(default="", metadata={"setting": "LENDLIB_BACKUPS_SECOND"})
    metrics_token: str = field(default="", repr=False, metadata={"setting": "LENDLIB_METRICS_TOKEN"})
    smtp_url: str = field(default="", repr=False, metadata={"setting": "LENDLIB_SMTP_URL"})
    mail_from: str = field(default="", metadata={"setting": "LENDLIB_MAIL_FROM"})
    elks_user: str = field(default="", repr=False, metadata={"setting": "LENDLIB_46ELKS_USER"})
    elks_password: str = field(default="", repr=False, metadata={"setting": "LENDLIB_46ELKS_PASSWORD"})
    elks_from: str = field(default="", metadata={"setting": "LENDLIB_46ELKS_FROM"})
    elks_url: str = field(default="https://api.46elks.com", metadata={"setting": "LENDLIB_46ELKS_URL"})
    webhook_url: str = field(default="", repr=False, metadata={"setting": "LENDLIB_WEBHOOK_URL"})
    webhook_secret: str = field(default="", repr=False, metadata={"setting": "LENDLIB_WEBHOOK_SECRET"})
    small_cells: int = field(default=5, metadata={"setting": "LENDLIB_SMALL_CELLS"})
    send_timeout: int = field(default=20, metadata={"setting": "LENDLIB_SEND_TIMEOUT"})
    is_demo: bool = field(default=False, metadata={"setting": "LENDLIB_DEMO"})

    def __post_init__(self) -> None:
        object.__setattr__(self, "instance", Path(self.instance).expanduser().resolve())
        if self.host == "localhost":
            object.__setattr__(self, "host", "127.0.0.1")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        object.__setattr__(self, "former_base_urls", tuple(url.rstrip("/") for url in self.former_base_urls))
        if not self.base_url:
            object.__setattr__(self, "base_url", f"http://{_bracketed(self.host)}:{self.port}")
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.instance / 'lendlib.sqlite3'}")
        _check(self)

    @property
    def is_https(self) -> bool:
        """Whether people reach lendlib over HTTPS, by its base URL."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def has_borrower_pages(self) -> bool:
        """Whether a borrower's phone can reach lendlib: not when it runs alone, but in the demo all is shown."""
        return self.mode != "alone" or self.is_demo

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def backups_folder(self) -> Path | None:
        """Where the worker keeps a backup of each night; none where it makes none."""
        if self.backups in NONE or self.is_demo:
            return None
        return Path(self.backups).expanduser().resolve() if self.backups else self.instance / "backups"

    @property
    def second_folder(self) -> Path | None:
        """Where each night's backup is copied to; none without such a place."""
        if not self.backups_second or self.backups_folder is None:
            return None
        return Path(self.backups_second).expanduser().resolve()

    @property
    def hosts(self) -> list[str]:
        """The host names that requests may be addressed to."""
        own = [urlsplit(url).hostname or "" for url in (self.base_url, *self.former_base_urls)]
        loopback = sorted(LOOPBACK) if self.host in LOOPBACK else []
        return list(dict.fromkeys([*own, *loopback, *self.trusted_hosts]))

    @property
    def report_secret(self) -> str:
        """What the address of delivery reports ends in: known to the gateway that we told, and to nobody else."""
        return hmac.new(self.secret_key.encode(), b"reports of 46elks", "sha256").hexdigest()[:32]

    @property
    def report_address(self) -> str:
        """Where 46elks reports what became of a message; empty where it could not reach us."""
        is_public = self.is_https and urlsplit(self.base_url).hostname not in LOOPBACK
        return f"{self.base_url}/reports/46elks/{self.report_secret}" if is_public else ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """The settings of the environment. Makes the instance folder and, when unset, its secret key.

        Raises WrongSetting, naming the setting and what it wants.
        """
        given = os.environ if environ is None else environ
        known = {f.metadata["setting"]: f for f in fields(cls)}
        unknown = sorted(name for name in given if name.startswith("LENDLIB_") and name not in known)
        if unknown:
            raise WrongSetting(f"{unknown[0]} is not a setting of lendlib. Known: {', '.join(known)}.")
        values: dict[str, Any] = {
            f.name: _read(name, str(f.type), given[name]) for name, f in known.items() if given.get(name)
        }
        if values.get("mode", "alone") in MODES[1:] and "base_url" not in values:
            raise WrongSetting(f"LENDLIB_MODE={values['mode']} wants an https:// address in LENDLIB_BASE_URL.")
        config = cls(**values)
        _make_instance(config.instance)
        if not config.secret_key:
            object.__setattr__(config, "secret_key", kept_secret(config.instance / "secret_key"))
        if not config.metrics_token:
            object.__setattr__(config, "metrics_token", kept_secret(config.instance / "metrics_token"))
        return config


def kept_secret(path: Path) -> str:
    """The secret in that file, made on first use; two processes at once agree on one."""
    if not path.exists():
        # Whole before it has its name, so that nobody reads half of it.
        aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            aside.unlink()
        except OSError:
            # A file system without links, as on a stick.
            aside.rename(path)
        else:
            aside.unlink()
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise WrongSetting(f"{path} holds no whole secret. Restore it from a backup, or delete it to make a new one.")
    return secret


def _make_instance(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongSetting(f"LENDLIB_INSTANCE: the folder {folder} can't be made ({problem.strerror}).") from None
    if not os.access(folder, os.W_OK):
        raise WrongSetting(f"LENDLIB_INSTANCE: the folder {folder} can't be written to.")


def _read(name: str, kind: str, text: str) -> object:
    text = text.strip()
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if "int" in kind:
        if not text.isdecimal():
            raise WrongSetting(f"{name} wants a whole number, not “{text}”.")
        return int(text)
    if "bool" in kind:
        if text.lower() not in {"0", "1", "no", "yes", "false", "true"}:
            raise WrongSetting(f"{name} wants 1 or 0, not “{text}”.")
        return text.lower() in {"1", "yes", "true"}
    return Path(text) if kind.endswith("Path") else text


def _check(config: Config) -> None:
    for problem in _problems(config):
        raise WrongSetting(problem)


def _problems(config: Config) -> Iterator[str]:
    if config.mode not in MODES:
        yield f"LENDLIB_MODE wants one of {', '.join(MODES)}, not “{config.mode}”."
    if not 1 <= config.port <= 65535:
        yield f"LENDLIB_PORT wants a port from 1 to 65535, not {config.port}."
    if not 1 <= config.processes <= 64:
        yield f"LENDLIB_PROCESSES wants 1 to 64, not {config.processes}."
    if config.max_request_bytes < 10_000:
        yield "LENDLIB_MAX_REQUEST_BYTES wants at least 10000, or no form fits."
    if config.secret_key and len(config.secret_key) < 32:
        yield "LENDLIB_SECRET_KEY wants at least 32 characters."
    if config.metrics_token and not METRICS_TOKEN.fullmatch(config.metrics_token):
        yield "LENDLIB_METRICS_TOKEN wants at least 32 letters, digits, - and _: it is part of an address."
    if not config.database_url.startswith(("sqlite:////", "postgresql+psycopg://")):
        yield "LENDLIB_DATABASE_URL wants sqlite:////WHOLE/PATH, with four strokes, or postgresql+psycopg://USER@HOST/NAME."
    if not 0 <= config.backup_hour <= 23 or config.backup_hour == 2:
        yield "LENDLIB_BACKUP_HOUR wants an hour from 0 to 23 but 2, which one night a year has twice, and one never."
    if not 3 <= config.small_cells <= 100:
        yield f"LENDLIB_SMALL_CELLS wants 3 to 100, not {config.small_cells}: below 3, nothing hides behind another."
    if config.second_folder and config.second_folder == config.backups_folder:
        yield "LENDLIB_BACKUPS_SECOND wants another folder than that of the backups, best on another disk."
    if config.contact_email and not EMAIL.fullmatch(config.contact_email):
        yield f"LENDLIB_CONTACT_EMAIL wants an address such as depot@example.org, not “{config.contact_email}”."
    for name, url in [("LENDLIB_BASE_URL", config.base_url)] + [
        ("LENDLIB_FORMER_BASE_URLS", url) for url in config.former_base_urls
    ]:
        yield from problems_of_own(name, url)
    if config.mode == "network" and config.is_sqlite:
        yield "LENDLIB_MODE=network wants PostgreSQL: set LENDLIB_DATABASE_URL to postgresql+psycopg://…"
    yield from _reach_problems(config)
    yield from _mail_problems(config)
    yield from _text_problems(config)


def _reach_problems(config: Config) -> Iterator[str]:
    """What is wrong about where lendlib listens and how people come to it."""
    if not is_ip(config.host):
        yield f"LENDLIB_HOST wants an address such as 127.0.0.1 or ::1, not “{config.host}”."
    elif not ip_address(config.host).is_loopback and not config.is_https:
        yield f"LENDLIB_HOST={config.host}: others reach it there, so LENDLIB_BASE_URL has to be an https:// address."
    host = host_of(config.base_url)
    if config.mode != "alone" and not config.is_https and host not in LOOPBACK:
        yield f"LENDLIB_MODE={config.mode} wants an https:// address in LENDLIB_BASE_URL, not {config.base_url}."
    if config.mode == "alone" and not config.is_https and host not in LOOPBACK:
        yield f"LENDLIB_BASE_URL: plain http is for this machine alone (127.0.0.1); use https:// for {host}."


def _mail_problems(config: Config) -> Iterator[str]:
    """What is wrong about mail. The addresses hold passwords, so no sentence quotes them."""
    if not config.smtp_url and not config.mail_from:
        return
    if not config.smtp_url or not EMAIL.fullmatch(config.mail_from) or not config.mail_from.isascii():
        yield "LENDLIB_MAIL_FROM wants an address such as depot@example.org, together with LENDLIB_SMTP_URL."
    parts = urlsplit(config.smtp_url)
    if parts.scheme not in SMTP_PORTS or not parts.hostname or not has_port(parts) or parts.path.strip("/"):
        yield "LENDLIB_SMTP_URL wants smtps://USER:PASSWORD@HOST:465, or smtp://… with STARTTLS, without a path."
    elif parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK:
        yield "LENDLIB_SMTP_URL: smtp+plain:// is for this machine alone (127.0.0.1); use smtp:// or smtps://."
    elif bool(parts.username) != bool(parts.password):
        yield "LENDLIB_SMTP_URL wants both a user and a password, or neither."


def _text_problems(config: Config) -> Iterator[str]:
    """What is wrong about text messages and the webhook."""
    account = (config.elks_user, config.elks_password, config.elks_from)
    if any(account) and not all(account):
        yield "LENDLIB_46ELKS_USER, LENDLIB_46ELKS_PASSWORD and LENDLIB_46ELKS_FROM belong together: set all or none."
    if config.elks_from and not SMS_SENDER.fullmatch(config.elks_from):
        yield (
            "LENDLIB_46ELKS_FROM wants a name of at most 11 letters and digits, or a number such as +46766861004, "
            f"not “{config.elks_from}”."
        )
    yield from problems_of_outside("LENDLIB_46ELKS_URL", config.elks_url)
    if urlsplit(config.elks_url).path.strip("/"):
        yield "LENDLIB_46ELKS_URL wants the bare address without a path."
    if config.webhook_url:
        yield from problems_of_outside("LENDLIB_WEBHOOK_URL", config.webhook_url)
        if len(config.webhook_secret) < 16:
            yield "LENDLIB_WEBHOOK_SECRET wants at least 16 characters: by it your program knows us."
        if any(account):
            yield "LENDLIB_WEBHOOK_URL and LENDLIB_46ELKS_USER both send to phones: set one of them."
    elif config.webhook_secret:
        yield "LENDLIB_WEBHOOK_SECRET is for LENDLIB_WEBHOOK_URL, which is not set."
    # A try takes several answers and ends within its lease; a worker that is asked to stop does within half a minute.
    if not 1 <= config.send_timeout <= 30:
        yield f"LENDLIB_SEND_TIMEOUT wants 1 to 30 seconds, not {config.send_timeout}."


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
