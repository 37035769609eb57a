"""`./run statistics verify` and `./run statistics rebuild`."""

import sys
from collections import Counter
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.models.depots import Depot
from lendlib.operations.statistics_keeping import clear_strays, keep, owed
from lendlib.operations.statistics_verifying import Difference, Standing, differences, kept_months, standing

MOST_TOLD = 20


@click.group("statistics")
def statistics_commands() -> None:
    """Look after the figures that are kept of months that are over."""


@statistics_commands.command()
def verify() -> None:
    """Count everything from the loans and compare it with what is kept. Exit status 1 when anything differs."""
    found: list[Difference] = []
    with click.get_current_context().obj.load_app().app_context(), Session(db.engine) as session:
        months = kept_months(session)
        for month in months:
            found += differences(session, month)
            # Each month by itself, so that nobody who writes waits for a reader.
            session.rollback()
        stands = standing(session, datetime.now(UTC))
        names = {row.id: row.slug for row in session.execute(select(Depot.id, Depot.slug))}
    for difference in found[:MOST_TOLD]:
        click.echo(_told(difference, names))
    if len(found) > MOST_TOLD:
        click.echo(f"… and {len(found) - MOST_TOLD} more.")
    click.echo(_summary(found, len(months), stands))
    if found:
        click.echo("Count them all anew: ./run statistics rebuild")
    sys.exit(1 if found else 0)


@statistics_commands.command()
def rebuild() -> None:
    """Count all months that are over anew, and keep them, while lendlib runs on."""
    now = datetime.now(UTC)
    counted = Counter[int]()
    with click.get_current_context().obj.load_app().app_context(), Session(db.engine) as session:
        begin_writing(session)
        clear_strays(session, now)
        session.commit()
        portions = owed(session, now, is_anew=True)
        session.rollback()
        for portion in portions:
            begin_writing(session)
            keep(session, portion, now)
            session.commit()
            counted[portion.month] += len(portion.depots)
    click.echo(f"Counted anew and kept: {len(counted)} months, {counted.total()} months of single depots.")


def _told(found: Difference, names: dict[int, str]) -> str:
    where = f"{names.get(found.depot_id, found.depot_id)} {found.month // 100}-{found.month % 100:02}"
    return f"{where} {found.figure} ({found.about}): kept {found.kept}, counted {found.counted}"


def _summary(found: list[Difference], months: int, stands: Standing) -> str:
    told = f"{len(found)} differences in {months} months, {stands.kept} months of single depots."
    if stands.marked:
        told += f" {stands.marked} of these changed since and were not compared: they are counted when asked for."
    if stands.missing:
        told += f" {stands.missing} are not kept yet."
    if stands.marked or stands.missing:
        told += " The worker keeps them: ./run worker."
    return told
