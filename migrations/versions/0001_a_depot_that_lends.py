"""a depot that lends."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SQLITE = (
    "CREATE TRIGGER item_never_deleted BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'I3: an item is never deleted'); END",
    "CREATE TRIGGER event_never_updated BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'I14: an event is never changed'); END",
    "CREATE TRIGGER event_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'I14: an event is never changed'); END",
)

POSTGRESQL = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER item_never_deleted BEFORE DELETE OR TRUNCATE ON item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I3: an item is never deleted')",
    "CREATE TRIGGER event_never_updated BEFORE UPDATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I14: an event is never changed')",
    "CREATE TRIGGER event_never_deleted BEFORE DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I14: an event is never changed')",
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("CREATE COLLATION svenska (provider = icu, locale = 'sv')")
    op.create_table(
        "category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("size_system", sa.Text(), nullable=True),
        sa.Column("example_sizes", sa.Text(), nullable=False),
        sa.Column("season", sa.Text(), nullable=False),
        sa.Column("safety", sa.Text(), nullable=False),
        sa.Column("climate_kg", sa.Double(), nullable=True),
        sa.Column("climate_source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "safety IN ('none', 'check', 'inspection')", name=op.f("ck_category_safety_known")
        ),
        sa.CheckConstraint("season IN ('winter', 'summer', 'all')", name=op.f("ck_category_season_known")),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("key", name=op.f("uq_category_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "county",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_county")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "category_name",
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_category_name_category_id")),
        sa.PrimaryKeyConstraint("category_id", "language", name=op.f("pk_category_name")),
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("county_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_municipality_county_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipality_county_code"), ["county_code"], unique=False)

    op.create_table(
        "one_time_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('first_start', 'invite', 'new_password')",
            name=op.f("ck_one_time_link_purpose_known"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_one_time_link_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "depot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("label_format", sa.Text(), nullable=False),
        sa.Column("loan_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("max_renewals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("retention_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inspection_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('test', 'scheduled', 'open', 'closed')", name=op.f("ck_depot_state_known")
        ),
        sa.CheckConstraint("inspection_days BETWEEN 1 AND 4000", name=op.f("ck_depot_inspection_days")),
        sa.CheckConstraint("loan_days BETWEEN 1 AND 400", name=op.f("ck_depot_loan_days")),
        sa.CheckConstraint("max_renewals BETWEEN 0 AND 100", name=op.f("ck_depot_max_renewals")),
        sa.CheckConstraint("retention_days BETWEEN 0 AND 400", name=op.f("ck_depot_retention_days")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_depot_municipality_code")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["depot.id"], name=op.f("fk_depot_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depot")),
        sa.UniqueConstraint("slug", name=op.f("uq_depot_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "checkout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_code", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("link_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("link_hash", sa.Text(), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('private', 'preschool', 'school', 'association', 'other', 'unstated')",
            name=op.f("ck_checkout_kind_known"),
        ),
        sa.CheckConstraint("link_version >= 1", name=op.f("ck_checkout_link_version")),
        sa.CheckConstraint("recorded_at >= made_at", name=op.f("ck_checkout_recorded_after_made")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_checkout_depot_id")),
        sa.ForeignKeyConstraint(["home_code"], ["municipality.code"], name=op.f("fk_checkout_home_code")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_checkout_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkout")),
        sa.UniqueConstraint("id", "depot_id", name=op.f("uq_checkout_id_depot_id")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_checkout_link_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkout", schema=None) as batch_op:
        batch_op.create_index("ix_checkout_depot_made_on", ["depot_id", "made_on"], unique=False)

    op.create_table(
        "command",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undoes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "verb IN ('check_out', 'check_in', 'found_here', 'renew', 'lose', 'find', 'undo', 'returned_as', 'visit', 'register', 'edit', 'to_repair', 'ready', 'missing', 'retire', 'label', 'close_day')",
            name=op.f("ck_command_verb_known"),
        ),
        sa.CheckConstraint("length(key) BETWEEN 8 AND 64", name=op.f("ck_command_key_length")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_command_depot_id")),
        sa.ForeignKeyConstraint(["session_id"], ["staff_session.id"], name=op.f("fk_command_session_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_command_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sa.UniqueConstraint("depot_id", "key", name=op.f("uq_command_depot_id_key")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_command_undoes_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("command", schema=None) as batch_op:
        batch_op.create_index("ix_command_depot_made", ["depot_id", "made_at"], unique=False)

    op.create_table(
        "dated_exception",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(opens IS NULL) = (closes IS NULL)", name=op.f("ck_dated_exception_both_or_none")
        ),
        sa.CheckConstraint("opens IS NULL OR opens < closes", name=op.f("ck_dated_exception_span")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_dated_exception_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dated_exception")),
        sa.UniqueConstraint("depot_id", "day_on", name=op.f("uq_dated_exception_depot_id_day_on")),
    )
    op.create_table(
        "door_day",
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("visitors", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("visitors >= 0", name=op.f("ck_door_day_visitors")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_door_day_depot_id")),
        sa.PrimaryKeyConstraint("depot_id", "day_on", name=op.f("pk_door_day")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size_text", sa.Text(), nullable=False),
        sa.Column("size_low", sa.Double(), nullable=True),
        sa.Column("size_high", sa.Double(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("retire_reason", sa.Text(), nullable=True),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("donated_on", sa.Date(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(condition = 'retired') = (retire_reason IS NOT NULL)", name=op.f("ck_item_retired_with_reason")
        ),
        sa.CheckConstraint(
            "condition IN ('ready', 'in_repair', 'missing', 'retired')", name=op.f("ck_item_condition_known")
        ),
        sa.CheckConstraint(
            "retire_reason IN ('worn', 'unsafe', 'spares', 'given_away', 'lost', 'registered_twice')",
            name=op.f("ck_item_retire_reason_known"),
        ),
        sa.CheckConstraint(
            "(size_low IS NULL) = (size_high IS NULL)", name=op.f("ck_item_size_both_or_none")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_item_quantity")),
        sa.CheckConstraint("size_low IS NULL OR size_low <= size_high", name=op.f("ck_item_size_span")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_item_category_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_item_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index("ix_item_category_depot", ["category_id", "depot_id"], unique=False)
        batch_op.create_index("ix_item_depot_condition", ["depot_id", "condition"], unique=False)
        batch_op.create_index("ix_item_depot_words", ["depot_id", "words"], unique=False)

    op.create_table(
        "opening_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weekday", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_opening_hours_span")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_opening_hours_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint(
            "depot_id", "weekday", "opens", name=op.f("uq_opening_hours_depot_id_weekday_opens")
        ),
    )
    op.create_table(
        "staff_role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("county_code", sa.String(length=2), nullable=True),
        sa.CheckConstraint(
            "(scope = 'depot') = (depot_id IS NOT NULL) AND (scope = 'municipality') = (municipality_code IS NOT NULL) AND (scope = 'county') = (county_code IS NOT NULL)",
            name=op.f("ck_staff_role_scope_names_its_column"),
        ),
        sa.CheckConstraint(
            "role IN ('volunteer', 'coordinator', 'organiser', 'administrator')",
            name=op.f("ck_staff_role_role_known"),
        ),
        sa.CheckConstraint(
            "scope IN ('depot', 'municipality', 'county', 'all')", name=op.f("ck_staff_role_scope_known")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_staff_role_county_code")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_staff_role_depot_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_staff_role_municipality_code")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_role_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index("uq_staff_role_county", ["staff_id", "role", "county_code"], unique=True)
        batch_op.create_index("uq_staff_role_depot", ["staff_id", "role", "depot_id"], unique=True)
        batch_op.create_index(
            "uq_staff_role_municipality", ["staff_id", "role", "municipality_code"], unique=True
        )

    op.create_table(
        "checkout_people",
        sa.Column("checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("age_band", sa.String(length=8), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "age_band IN ('0-6', '7-12', '13-19', '20-64', '65+', 'unstated')",
            name=op.f("ck_checkout_people_age_band_known"),
        ),
        sa.CheckConstraint("people BETWEEN 1 AND 1000", name=op.f("ck_checkout_people_people")),
        sa.ForeignKeyConstraint(
            ["checkout_id"], ["checkout.id"], name=op.f("fk_checkout_people_checkout_id")
        ),
        sa.PrimaryKeyConstraint("checkout_id", "age_band", name=op.f("pk_checkout_people")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("bad_address_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkout.id"], name=op.f("fk_contact_checkout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("checkout_id", name=op.f("uq_contact_checkout_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_phone"), ["phone"], unique=False)

    op.create_table(
        "item_stay",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR from_on <= until_on", name=op.f("ck_item_stay_span")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_item_stay_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_stay_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_stay")),
    )
    with op.batch_alter_table("item_stay", schema=None) as batch_op:
        batch_op.create_index("ix_item_stay_depot_days", ["depot_id", "from_on", "until_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_stay_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            "uq_item_stay_open",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )

    op.create_table(
        "label",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("end_reason IN ('worn', 'lost', 'void')", name=op.f("ck_label_end_reason_known")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_label_ended_with_reason")
        ),
        sa.CheckConstraint(
            "NOT is_own OR (length(code) = 8 AND code = upper(code))", name=op.f("ck_label_own_code")
        ),
        sa.CheckConstraint("is_own OR item_id IS NOT NULL", name=op.f("ck_label_foreign_has_item")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_label_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_label_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            "uq_label_foreign_code",
            ["depot_id", "code"],
            unique=True,
            sqlite_where=sa.text("NOT is_own"),
            postgresql_where=sa.text("NOT is_own"),
        )
        batch_op.create_index(
            "uq_label_own_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("is_own"),
            postgresql_where=sa.text("is_own"),
        )

    op.create_table(
        "loan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("lent_month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("returned_depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("returned_as", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("found_on IS NULL OR (outcome IS NOT NULL AND outcome = 'lost')", name=op.f("ck_loan_found_only_when_lost")),
        sa.CheckConstraint(
            "outcome IN ('returned', 'found_here', 'lost', 'undone')", name=op.f("ck_loan_outcome_known")
        ),
        sa.CheckConstraint(
            "returned_as IN ('fine', 'needs_care', 'part_missing')", name=op.f("ck_loan_returned_as_known")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_on IS NULL) AND (closed_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_loan_closed_whole"),
        ),
        sa.CheckConstraint("due_on >= lent_on", name=op.f("ck_loan_due_after_lent")),
        sa.CheckConstraint(
            "lent_month = CAST(substr(lent_on, 1, 4) AS INTEGER) * 100 + CAST(substr(lent_on, 6, 2) AS INTEGER)",
            name=op.f("ck_loan_lent_month"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "lent_month = extract(year FROM lent_on) * 100 + extract(month FROM lent_on)",
            name=op.f("ck_loan_lent_month"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_loan_quantity")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_loan_category_id")),
        sa.ForeignKeyConstraint(
            ["checkout_id", "depot_id"],
            ["checkout.id", "checkout.depot_id"],
            name=op.f("fk_loan_checkout_id_depot_id"),
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_loan_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_loan_item_id")),
        sa.ForeignKeyConstraint(["returned_depot_id"], ["depot.id"], name=op.f("fk_loan_returned_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index("ix_loan_checkout", ["checkout_id"], unique=False)
        batch_op.create_index("ix_loan_item", ["item_id"], unique=False)
        batch_op.create_index(
            "ix_loan_month",
            ["lent_month", "depot_id", "category_id", "outcome", "quantity", "checkout_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_loan_open_depot_due",
            ["depot_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "uq_loan_open_item",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(item_id IS NULL) <> (checkout_id IS NULL)", name=op.f("ck_note_about_one")),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkout.id"], name=op.f("fk_note_checkout_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_note_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_note_item_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_checkout_id"), ["checkout_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_item_id"), ["item_id"], unique=False)

    op.create_table(
        "due_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "reason IN ('renewal', 'moved', 'closing')", name=op.f("ck_due_change_reason_known")
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_due_change_depot_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_due_change_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("due_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_change_loan_id"), ["loan_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "borrower_checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("command_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("depot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(actor = 'staff') = (staff_id IS NOT NULL) AND (actor = 'device') = (device_id IS NOT NULL) AND (actor = 'borrower') = (borrower_checkout_id IS NOT NULL)",
            name=op.f("ck_event_actor_names_its_column"),
        ),
        sa.CheckConstraint(
            "actor IN ('staff', 'device', 'borrower', 'worker')", name=op.f("ck_event_actor_known")
        ),
        sa.CheckConstraint(
            "what IN ('lent', 'returned', 'found_here', 'renewed', 'lost', 'found', 'undone', 'registered', 'edited', 'to_repair', 'ready', 'missing', 'retired', 'labelled', 'label_ended', 'contact_changed', 'contact_erased', 'day_closed', 'day_opened', 'policy_changed')",
            name=op.f("ck_event_what_known"),
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_event_depot_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_event_item_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_event_loan_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_command", ["command_id"], unique=False)
        batch_op.create_index("ix_event_item", ["item_id", "id"], unique=False)
        batch_op.create_index("ix_event_loan", ["loan_id", "id"], unique=False)
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_loan")
        batch_op.drop_index("ix_event_item")
        batch_op.drop_index("ix_event_command")

    op.drop_table("event")
    with op.batch_alter_table("due_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_change_loan_id"))

    op.drop_table("due_change")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_item_id"))
        batch_op.drop_index(batch_op.f("ix_note_checkout_id"))

    op.drop_table("note")
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loan_open_item",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_loan_open_depot_due",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_loan_month")
        batch_op.drop_index("ix_loan_item")
        batch_op.drop_index("ix_loan_checkout")

    op.drop_table("loan")
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_label_own_code", sqlite_where=sa.text("is_own"), postgresql_where=sa.text("is_own")
        )
        batch_op.drop_index(
            "uq_label_foreign_code",
            sqlite_where=sa.text("NOT is_own"),
            postgresql_where=sa.text("NOT is_own"),
        )
        batch_op.drop_index(batch_op.f("ix_label_item_id"))

    op.drop_table("label")
    with op.batch_alter_table("item_stay", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_item_stay_open",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_item_stay_item_id"))
        batch_op.drop_index("ix_item_stay_depot_days")

    op.drop_table("item_stay")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_phone"))
        batch_op.drop_index(batch_op.f("ix_contact_email"))

    op.drop_table("contact")
    op.drop_table("checkout_people")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index("uq_staff_role_municipality")
        batch_op.drop_index("uq_staff_role_depot")
        batch_op.drop_index("uq_staff_role_county")
        batch_op.drop_index(batch_op.f("ix_staff_role_staff_id"))

    op.drop_table("staff_role")
    op.drop_table("opening_hours")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index("ix_item_depot_words")
        batch_op.drop_index("ix_item_depot_condition")
        batch_op.drop_index("ix_item_category_depot")

    op.drop_table("item")
    op.drop_table("door_day")
    op.drop_table("dated_exception")
    with op.batch_alter_table("command", schema=None) as batch_op:
        batch_op.drop_index("ix_command_depot_made")

    op.drop_table("command")
    with op.batch_alter_table("checkout", schema=None) as batch_op:
        batch_op.drop_index("ix_checkout_depot_made_on")

    op.drop_table("checkout")
    op.drop_table("depot")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))

    op.drop_table("staff_session")
    op.drop_table("one_time_link")
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_county_code"))

    op.drop_table("municipality")
    op.drop_table("category_name")
    op.drop_table("staff")
    op.drop_table("county")
    op.drop_table("category")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP COLLATION svenska")
