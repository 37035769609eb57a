"""For monitors: whether lendlib answers, whether it can work, whether the worker does; and figures for Prometheus.

Open to everybody and telling nobody anything: no cookie, no names, no numbers of a depot. The figures stand at an
address that is a secret.
"""

import hmac
from datetime import datetime

from flask import Blueprint, abort, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations.health import Figures, figures
from lendlib.operations.jobs import worker
from lendlib.outside.metrics import CONTENT_TYPE, Metric, Sample, written
from lendlib.schema import is_current
from lendlib.web.doors import public
from lendlib.web.languages import current_config
from lendlib.web.moments import now

room = Blueprint("health", __name__)


@room.get("/health/live")
@public
def live() -> Response:
    """The process answers; nothing else is looked at."""
    return _answer(200, status="ok")


@room.get("/health/ready")
@public
def ready() -> Response:
    """The database answers, and has the schema of this lendlib."""
    try:
        is_right = is_current(db.session().connection())
    except SQLAlchemyError:
        db.session.remove()
        return _answer(503, status="no database")
    return _answer(200, status="ok") if is_right else _answer(503, status="another schema")


@room.get("/health/worker")
@public
def works() -> Response:
    """The worker was seen within the hour, all its jobs come round, and none keeps failing."""
    moment = now()
    try:
        seen = worker(db.session())
    except SQLAlchemyError:
        db.session.remove()
        return _answer(503, status="no database")
    status = "stands still" if seen.stands_still(moment) else "ok" if seen.is_well(moment) else "jobs fail"
    return _answer(
        200 if status == "ok" else 503,
        status=status,
        last_run_seconds=int((moment - seen.last_at).total_seconds()) if seen.last_at else None,
        failing=[run.name for run in seen.failing],
        late=[run.name for run in seen.late(moment)],
    )


@room.get("/metrics/<secret>")
@public
def metrics(secret: str) -> Response:
    """Figures as Prometheus reads them."""
    token = current_config().metrics_token
    if not token or not hmac.compare_digest(secret.encode(), token.encode()):
        abort(404)
    return _kept_nowhere(Response(written(_metrics(figures(db.session()), now())), content_type=CONTENT_TYPE))


def _metrics(seen: Figures, moment: datetime) -> list[Metric]:
    def each(values: dict[str, int], label: str) -> tuple[Sample, ...]:
        return tuple(Sample(value, {label: name}) for name, value in values.items())

    runs = {run.name: run for run in seen.worker.runs}
    return [
        Metric("lendlib_up", "1: the figures could be read.", (Sample(1),)),
        Metric("lendlib_depots", "Depots, in whatever state.", (Sample(seen.depots),)),
        Metric("lendlib_loans_open", "Loans that are out.", (Sample(seen.loans_open),)),
        Metric("lendlib_letters", "Letters that wait, failed, or may have arrived.", each(seen.letters, "state")),
        Metric("lendlib_newest_tries", "The newest 1000 tries to send, by outcome.", each(seen.tries, "outcome")),
        Metric(
            "lendlib_job_age_seconds",
            "Since a job was last done, well or not.",
            tuple(Sample(_age(run.ended_at, moment), {"job": name}) for name, run in runs.items()),
        ),
        Metric(
            "lendlib_job_failures",
            "How often in a row a job has failed.",
            each({name: run.failures for name, run in runs.items()}, "job"),
        ),
        Metric(
            "lendlib_backup_age_seconds",
            "Since the newest backup was begun; missing while there is none.",
            (Sample(_age(seen.backup_at, moment)),) if seen.backup_at else (),
        ),
        Metric("lendlib_worker_well", "1: the worker does all its jobs.", (Sample(seen.worker.is_well(moment)),)),
    ]


def _age(then: datetime, moment: datetime) -> float:
    return max(0.0, round((moment - then).total_seconds()))


def _answer(code: int, **told: object) -> Response:
    response = jsonify(told)
    response.status_code = code
    return _kept_nowhere(response)


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
