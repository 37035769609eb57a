"""What no constraint can say: items are never deleted (I3), events and issued reports only ever added (I14, I21).

And how Swedish sorts.
"""

from sqlalchemy import DDL, event

from lendlib.db import Base

SQLITE = (
    "CREATE TRIGGER item_never_deleted BEFORE DELETE ON item"
    " BEGIN SELECT RAISE(ABORT, 'I3: an item is never deleted'); END",
    "CREATE TRIGGER event_never_updated BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'I14: an event is never changed'); END",
    "CREATE TRIGGER event_never_deleted BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'I14: an event is never changed'); END",
    "CREATE TRIGGER issued_report_never_updated BEFORE UPDATE ON issued_report"
    " BEGIN SELECT RAISE(ABORT, 'I21: an issued report is never changed'); END",
    "CREATE TRIGGER issued_report_never_deleted BEFORE DELETE ON issued_report"
    " BEGIN SELECT RAISE(ABORT, 'I21: an issued report is never changed'); END",
)

POSTGRESQL = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '%%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER item_never_deleted BEFORE DELETE OR TRUNCATE ON item"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I3: an item is never deleted')",
    "CREATE TRIGGER event_never_updated BEFORE UPDATE ON event"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I14: an event is never changed')",
    "CREATE TRIGGER event_never_deleted BEFORE DELETE OR TRUNCATE ON event"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I14: an event is never changed')",
    "CREATE TRIGGER issued_report_never_updated BEFORE UPDATE ON issued_report"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I21: an issued report is never changed')",
    "CREATE TRIGGER issued_report_never_deleted BEFORE DELETE OR TRUNCATE ON issued_report"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('I21: an issued report is never changed')",
)

for _statement in SQLITE:
    event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in POSTGRESQL:
    event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect="postgresql"))

_COLLATION = "CREATE COLLATION svenska (provider = icu, locale = 'sv')"
event.listen(Base.metadata, "before_create", DDL(_COLLATION).execute_if(dialect="postgresql"))
