"""What every app compiles alike, compiled once a process: its templates and the addresses of its pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class KeptTemplates(BytecodeCache):
    """The code of templates in memory, known by their names and sources."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """An address whose builder is compiled once for all apps that have it: it hangs on the words of the rule alone."""

    _kept: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}  # noqa: RUF012  shared by all of them

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (repr(self._trace), repr(self.defaults), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


@contextmanager
def compiling_once() -> Iterator[None]:
    """Let the apps that are made in this block share what they compile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": KeptTemplates()})
        patch.setattr(Flask, "url_rule_class", KeptRule)
        yield
