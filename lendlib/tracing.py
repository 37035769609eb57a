"""What is written down of a fault: where it broke and of what kind, and never a word that a person typed."""

import traceback
from collections.abc import Iterator


def traced(problem: BaseException) -> str:
    """The way to a fault, and its kind. Messages of exceptions are left out: they may hold what a person typed."""
    return "".join(_lines(problem))


def _lines(problem: BaseException) -> Iterator[str]:
    earlier = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if earlier is not None:
        yield from _lines(earlier)
        yield "which led to\n"
    yield from traceback.format_tb(problem.__traceback__)
    yield f"{type(problem).__module__}.{type(problem).__qualname__}{_database_facts(problem)}\n"


def _database_facts(problem: BaseException) -> str:
    told = getattr(problem, "orig", problem)
    diag = getattr(told, "diag", None)
    facts = (
        getattr(told, "sqlstate", None),
        getattr(told, "sqlite_errorname", None),
        getattr(diag, "constraint_name", None),
    )
    named = [fact for fact in facts if fact]
    return f" ({', '.join(named)})" if named else ""
