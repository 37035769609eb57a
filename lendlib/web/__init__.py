"""Floor 5: pages. One file a room; `open_house` joins them to the app."""

from flask import Flask

from config import Config
from lendlib.web import (
    borrower,
    borrower_acts,
    camera,
    care,
    categories,
    contacts,
    counter,
    days_planned,
    delivery_reports,
    depot_hub,
    fault_reports,
    forgetting,
    groups,
    health,
    house,
    intake,
    inventory_day,
    inventory_many,
    inventory_photos,
    inventory_repair,
    labels_posters,
    languages,
    late_entry,
    lending,
    letters,
    links_shown,
    lists_overdue,
    locking,
    people,
    photos,
    policy,
    public_depots,
    reminders_panel,
    reminders_schedule,
    reminders_texts,
    staff_links,
    statistics_cells_files,
    statistics_cells_pictures,
    statistics_letters,
    statistics_pictures,
    statistics_population,
    statistics_prices,
    statistics_workbooks,
    statistics_yearly_files,
    stock_export,
    visiting,
)
from lendlib.web.addresses import guard_addresses
from lendlib.web.counter_turns import lend_in_turn
from lendlib.web.doors import hang_doors
from lendlib.web.filters import add_filters
from lendlib.web.headers import dress
from lendlib.web.languages import speak
from lendlib.web.numbers import IdConverter
from lendlib.web.photos import photo_url
from lendlib.web.refusals import say_no
from lendlib.web.reminders_watch import keep_watch

ROOMS = (
    borrower.room,
    camera.room,
    care.room,
    categories.room,
    lending.room,
    contacts.room,
    groups.room,
    counter.room,
    days_planned.room,
    delivery_reports.room,
    depot_hub.room,
    fault_reports.room,
    forgetting.room,
    health.room,
    house.room,
    intake.room,
    inventory_photos.room,
    inventory_day.room,
    inventory_many.room,
    inventory_repair.room,
    labels_posters.room,
    languages.room,
    late_entry.room,
    letters.room,
    links_shown.room,
    lists_overdue.room,
    locking.room,
    people.room,
    photos.room,
    policy.room,
    public_depots.room,
    reminders_panel.room,
    reminders_texts.room,
    reminders_schedule.room,
    staff_links.room,
    statistics_pictures.room,
    statistics_cells_files.room,
    statistics_cells_pictures.room,
    statistics_letters.room,
    statistics_prices.room,
    statistics_workbooks.room,
    statistics_population.room,
    statistics_yearly_files.room,
    stock_export.room,
    visiting.room,
)


def open_house(app: Flask) -> None:
    """Register doors, rooms, languages and error pages."""
    config: Config = app.config["LENDLIB"]
    app.url_map.converters["int"] = IdConverter
    guard_addresses(app)
    lend_in_turn(app, config)
    hang_doors(app)
    dress(app, config)
    speak(app)
    say_no(app)
    add_filters(app)
    keep_watch(app)
    app.jinja_env.globals["photo_url"] = photo_url
    for room in dict.fromkeys(ROOMS):
        app.register_blueprint(room)
    for view in (*borrower_acts.TAKEN_WITHOUT_TOKEN, *delivery_reports.TAKEN_WITHOUT_TOKEN):
        app.extensions["csrf"].exempt(view)
