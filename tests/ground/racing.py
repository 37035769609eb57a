"""Two people at two counters in the same moment: real threads, real transactions."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.operations.acts import Act
from lendlib.rules.errors import Refused
from tests import given
from tests.ground.waiting import until

Doing = Callable[[Act], Any]
PATIENCE = 30


@dataclass(frozen=True)
class Ended:
    """How one side of a race ended: with an answer, a refusal, or something that should not have happened."""

    answer: Any = None
    refusal: Refused | None = None
    fault: BaseException | None = None
    began: float = 0.0
    ended: float = 0.0


def write(engine: Engine, counter: given.Counter, doing: Doing, key: str | None = None) -> Any:
    """Do one act as the edge does: begin as a writer, commit last; whatever is raised rolls back."""
    with Session(engine) as session:
        begin_writing(session)
        answer = doing(replace(counter, session=session).act(key))
        session.commit()
    return answer


class Race:
    """Two threads that wait for each other before each race."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._start = threading.Barrier(2)
        self._pool = ThreadPoolExecutor(2)

    def __enter__(self) -> "Race":
        return self

    def __exit__(self, *_why: object) -> None:
        self._pool.shutdown()

    def run(self, left: Callable[[], Any], right: Callable[[], Any]) -> tuple[Ended, Ended]:
        """Let both go at once, and tell how both ended."""
        first, second = self._pool.submit(self._side, left), self._pool.submit(self._side, right)
        return first.result(PATIENCE), second.result(PATIENCE)

    def _side(self, doing: Callable[[], Any]) -> Ended:
        self._start.wait(PATIENCE)
        began = time.perf_counter()
        try:
            answer = doing()
        except Refused as refusal:
            return Ended(refusal=refusal, began=began, ended=time.perf_counter())
        except BaseException as fault:
            return Ended(fault=fault, began=began, ended=time.perf_counter())
        return Ended(answer=answer, began=began, ended=time.perf_counter())


def overlapped(sides: tuple[Ended, Ended]) -> bool:
    """Whether both were under way at one moment."""
    return max(side.began for side in sides) < min(side.ended for side in sides)


def interleave(engine: Engine, first: tuple[given.Counter, Doing], second: tuple[given.Counter, Doing]) -> Ended:
    """Do the first act, keep it uncommitted until the second is under way and waits for it, and tell how that ended."""
    done: list[Ended] = []
    counter, doing = second
    here = threading.current_thread()

    def act_second() -> None:
        try:
            done.append(Ended(answer=write(engine, counter, doing)))
        except Refused as refusal:
            done.append(Ended(refusal=refusal))
        except BaseException as fault:
            done.append(Ended(fault=fault))

    thread = threading.Thread(target=act_second, name=f"second beside {here.name}")
    with Session(engine) as session:
        begin_writing(session)
        first[1](replace(first[0], session=session).act())
        thread.start()
        if engine.dialect.name == "postgresql":
            until(lambda: done or _somebody_waits(engine), "the second act waits or is done")
        session.commit()
    thread.join(PATIENCE)
    return done[0]


def _somebody_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(connection.execute(waiting).scalar_one())
