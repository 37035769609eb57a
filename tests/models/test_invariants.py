"""Numbered invariants, attacked by plain SQL on both databases: refused, and let through without what holds them."""

from sqlalchemy import select

from lendlib.models.depots import Municipality
from tests.ground.schema import drop
from tests.models.world import LOAN, World

FOREIGN_HOME = "UPDATE checkout SET home_code = '1234' WHERE id = :visit"
NO_HOME = "UPDATE checkout SET home_code = NULL WHERE id = :visit"
FOREIGN_PLACE = "UPDATE depot SET municipality_code = '1234' WHERE id = :here"


def test_i01_every_municipality_is_known_and_no_home_is_missing(world: World) -> None:
    codes = set(world.session.execute(select(Municipality.code)).scalars())
    assert len(codes - {"0000", "9999"}) == 290
    assert {"0000", "9999"} <= codes
    world.refuses(FOREIGN_HOME, "fk_checkout_home_code", sqlite_says="FOREIGN KEY constraint failed")
    world.refuses(FOREIGN_PLACE, "fk_depot_municipality_code", sqlite_says="FOREIGN KEY constraint failed")
    world.refuses(NO_HOME, "NOT NULL checkout.home_code", sqlite_says="NOT NULL constraint failed: checkout.home_code")


def test_i01_falls_without_its_keys(world: World) -> None:
    world.passes_without("fk_checkout_home_code", FOREIGN_HOME)
    world.passes_without("fk_depot_municipality_code", FOREIGN_PLACE)
    world.passes_without("NOT NULL checkout.home_code", NO_HOME)


ROLES = [
    ("depot", ":here", "'1780'", "NULL"),
    ("depot", "NULL", "NULL", "NULL"),
    ("municipality", ":here", "NULL", "NULL"),
    ("county", "NULL", "'1780'", "NULL"),
    ("all", ":here", "NULL", "NULL"),
    ("all", "NULL", "NULL", "'17'"),
]


def role(scope: str, depot: str, municipality: str, county: str) -> str:
    return (
        "INSERT INTO staff_role (staff_id, role, scope, depot_id, municipality_code, county_code)"
        f" VALUES (:staff, 'volunteer', '{scope}', {depot}, {municipality}, {county})"
    )


def test_i02_a_role_fills_the_one_column_of_its_scope(world: World) -> None:
    for wrong in ROLES:
        world.refuses(role(*wrong), "ck_staff_role_scope_names_its_column")
    world.run(role("depot", ":here", "NULL", "NULL"))
    world.run(role("all", "NULL", "NULL", "NULL"))


def test_i02_falls_without_its_check(world: World) -> None:
    drop(world.engine, "ck_staff_role_scope_names_its_column")
    for wrong in ROLES:
        world.run(role(*wrong))
        world.run("DELETE FROM staff_role")


UNTOLD_ITEM = (
    "INSERT INTO item (depot_id, category_id, size_text, brand, note, words, condition, quantity, made_at, changed_at)"
    " SELECT depot_id, category_id, '', '', '', '', 'ready', 1, made_at, changed_at FROM item WHERE id = :spare"
)
DELETE_ITEM = "DELETE FROM item WHERE id = (SELECT max(id) FROM item)"


def test_i03_an_item_is_never_deleted(world: World) -> None:
    world.run(UNTOLD_ITEM)
    world.refuses(DELETE_ITEM, "item_never_deleted", sqlite_says="I3: an item is never deleted")


def test_i03_falls_without_its_trigger(world: World) -> None:
    world.run(UNTOLD_ITEM)
    world.passes_without("item_never_deleted", DELETE_ITEM)


SECOND_STAY = "INSERT INTO item_stay (item_id, depot_id, from_on) VALUES (:lent, :there, '2026-11-25')"


def test_i04_an_item_stays_at_one_depot(world: World) -> None:
    world.refuses(SECOND_STAY, "uq_item_stay_open", sqlite_says="UNIQUE constraint failed: item_stay.item_id")


def test_i04_falls_without_its_index(world: World) -> None:
    world.passes_without("uq_item_stay_open", SECOND_STAY)


OWN_CODE_TWICE = (
    "INSERT INTO label (depot_id, code, is_own, made_at) SELECT :there, code, is_own, made_at FROM label WHERE is_own"
)
FOREIGN_CODE_TWICE = (
    "INSERT INTO label (depot_id, code, is_own, item_id, made_at)"
    " SELECT depot_id, code, is_own, :spare, made_at FROM label WHERE NOT is_own AND depot_id = :here"
)


def test_i05_own_codes_are_unique_everywhere_and_foreign_ones_at_home(world: World) -> None:
    assert world.run("SELECT count(DISTINCT depot_id) FROM label WHERE code = 'gammal-7'") == 2
    world.refuses(OWN_CODE_TWICE, "uq_label_own_code", sqlite_says="UNIQUE constraint failed: label.code")
    world.refuses(
        FOREIGN_CODE_TWICE, "uq_label_foreign_code", sqlite_says="UNIQUE constraint failed: label.depot_id, label.code"
    )


def test_i05_falls_without_its_indexes(world: World) -> None:
    world.passes_without("uq_label_own_code", OWN_CODE_TWICE)
    world.passes_without("uq_label_foreign_code", FOREIGN_CODE_TWICE)


SECOND_LOAN = LOAN.format(ended="NULL, NULL, NULL")


def test_i06_an_item_is_out_once(world: World) -> None:
    world.refuses(SECOND_LOAN, "uq_loan_open_item", sqlite_says="UNIQUE constraint failed: loan.item_id")


def test_i06_falls_without_its_index(world: World) -> None:
    world.passes_without("uq_loan_open_item", SECOND_LOAN)
    assert world.run("SELECT count(*) FROM loan WHERE item_id = :lent AND closed_at IS NULL") == 2


HALF_ENDED = [
    f"UPDATE loan SET {columns} WHERE id = :open_loan"
    for columns in (
        "closed_at = '2026-11-24 12:00:00'",
        "closed_on = '2026-11-24'",
        "outcome = 'returned'",
        "closed_at = '2026-11-24 12:00:00', closed_on = '2026-11-24'",
        "closed_at = '2026-11-24 12:00:00', outcome = 'returned'",
        "closed_on = '2026-11-24', outcome = 'returned'",
    )
]


def test_i07_a_loan_has_ended_whole_or_not(world: World) -> None:
    for attack in HALF_ENDED:
        world.refuses(attack, "ck_loan_closed_whole")


def test_i07_falls_without_its_check(world: World) -> None:
    drop(world.engine, "ck_loan_closed_whole")
    for attack in HALF_ENDED:
        world.run(attack)


FOUND_OPEN = "UPDATE loan SET found_on = '2026-11-24' WHERE id = :open_loan"
FOUND_RETURNED = "UPDATE loan SET found_on = '2026-11-24', outcome = 'returned' WHERE id = :lost_loan"


def test_i08_only_what_was_lost_is_found(world: World) -> None:
    """A CHECK passes where it is NULL, so an open loan, which has no outcome, needs a look of its own."""
    world.refuses(FOUND_RETURNED, "ck_loan_found_only_when_lost")
    world.refuses(FOUND_OPEN, "ck_loan_found_only_when_lost")
    world.run("UPDATE loan SET found_on = '2026-11-24' WHERE id = :lost_loan")


def test_i08_falls_without_its_check(world: World) -> None:
    world.passes_without("ck_loan_found_only_when_lost", FOUND_RETURNED)
    world.run(FOUND_OPEN)


ANOTHERS_VISIT = "UPDATE loan SET depot_id = :there WHERE id = :open_loan"


def test_i09_a_loan_belongs_to_its_visits_depot(world: World) -> None:
    world.refuses(ANOTHERS_VISIT, "fk_loan_checkout_id_depot_id", sqlite_says="FOREIGN KEY constraint failed")


def test_i09_falls_without_its_key(world: World) -> None:
    world.passes_without("fk_loan_checkout_id_depot_id", ANOTHERS_VISIT)
