"""What every app compiles alike, compiled once a process: its templates, the addresses of its pages, its statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

# Some more than lendlib has.
MOST_STATEMENTS = 4_000


class KeptTemplates(BytecodeCache):
    """The code of templates in memory, known by their names and sources."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """An address that is compiled once for all apps that have it: what comes of it hangs on its words alone."""

    _first: dict[tuple[str, str], Rule] = {}  # noqa: RUF012  shared by all of them

    def compile(self) -> None:
        """Take over what the first app with this address found in it."""
        first = self._first.setdefault((self.rule, repr(self.defaults)), self)
        if first is self:
            super().compile()
            return
        self._parts, self._trace, self._converters = first._parts, first._trace, first._converters
        self._build, self._build_unknown = first._build, first._build_unknown
        self.arguments = first.arguments


class KeptStatements:
    """The SQL of statements, for all engines that speak alike; each would otherwise begin with an empty cache."""

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(MOST_STATEMENTS)

    def get(self, key: tuple[Any, ...]) -> Any:
        return self._kept.get((type(key[0]), *key[1:]))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[(type(key[0]), *key[1:])] = compiled


@contextmanager
def compiling_once() -> Iterator[None]:
    """Let the apps and engines that are made in this block share what they compile."""
    statements = KeptStatements()

    def shares_statements(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": KeptTemplates()})
        patch.setattr(Flask, "url_rule_class", KeptRule)
        event.listen(Engine, "engine_connect", shares_statements)
        yield
        event.remove(Engine, "engine_connect", shares_statements)
