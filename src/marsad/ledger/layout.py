"""How a ledger lies in PostgreSQL: a schema with three tables, whose own triggers and rights keep it append-only.

``entries`` as in SQLite; ``originals``, because several desks need them; ``about``, one row with the layout and
the highest number ever given, so that a tail deleted by SQL shows. A desk's role needs to read all and insert into
two: it gets neither UPDATE nor DELETE nor TRUNCATE, and the role that owns the tables gives its own up.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

LAYOUT = 1

_APPEND_ONLY = "BEGIN RAISE EXCEPTION 'the ledger is append-only'; END"
_IN_ORDER = (
    "DECLARE lowest bigint; greatest bigint; many bigint; "
    "BEGIN SELECT min(seq), max(seq), count(*) INTO lowest, greatest, many FROM fresh; "
    "IF many = 0 THEN RETURN NULL; END IF; "
    "UPDATE about SET highest = greatest WHERE highest = lowest - 1 AND many = greatest - lowest + 1; "
    "IF NOT FOUND THEN RAISE EXCEPTION 'entries are numbered without gaps'; END IF; RETURN NULL; END"
)
FUNCTIONS = {"append_only": _APPEND_ONLY, "in_order": _IN_ORDER}
# Name of the trigger: table, and what follows CREATE TRIGGER name.
TRIGGERS = {
    "entries_no_change": ("entries", "BEFORE DELETE OR UPDATE", "FOR EACH ROW", "append_only"),
    "entries_no_truncate": ("entries", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "append_only"),
    "entries_in_order": (
        "entries",
        "AFTER INSERT",
        "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        "in_order",
    ),
    "originals_no_change": ("originals", "BEFORE DELETE OR UPDATE", "FOR EACH ROW", "append_only"),
    "originals_no_truncate": ("originals", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "append_only"),
}
COLUMNS = {
    "entries": (
        "seq bigint", "recorded_at text", "kind text", "body text", "body_hash text", "previous_hash text",
        "hash text",
    ),
    "originals": ("sha256 text", "content bytea"),
    "about": ("layout integer", "highest bigint"),
}  # fmt: skip


def statements(schema: str) -> Iterator[str]:
    """What makes an empty ledger, to be run in one transaction by the role that will own it."""
    yield f"CREATE SCHEMA {schema}"
    yield (
        "CREATE TABLE entries (seq bigint PRIMARY KEY, "
        'recorded_at text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, body text NOT NULL, '
        "body_hash text NOT NULL, previous_hash text NOT NULL, hash text NOT NULL)"
    )
    yield "CREATE INDEX entries_by_kind ON entries (kind, seq)"
    yield (
        "CREATE TABLE originals (sha256 text PRIMARY KEY, content bytea NOT NULL, "
        "CHECK (sha256 = encode(sha256(content), 'hex')))"
    )
    yield "CREATE TABLE about (layout integer NOT NULL, highest bigint NOT NULL)"
    yield f"INSERT INTO about VALUES ({LAYOUT}, 0)"  # noqa: S608  a number of ours
    for name, source in FUNCTIONS.items():
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            f"SET search_path = {schema}, pg_temp AS $marsad${source}$marsad$"
        )
    for name, (table, when, each, function) in TRIGGERS.items():
        yield f"CREATE TRIGGER {name} {when} ON {table} {each} EXECUTE FUNCTION {function}()"
    for table in COLUMNS:
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
    for table in ("entries", "originals"):
        yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER"
    yield "REVOKE DELETE, TRUNCATE ON about FROM CURRENT_USER"


def rights_for(schema: str, role: str) -> tuple[str, ...]:
    """What its owner runs so that another desk's ``role`` can work with the ledger."""
    return (
        f"GRANT USAGE ON SCHEMA {schema} TO {role};",
        f"GRANT SELECT, INSERT ON {schema}.entries, {schema}.originals TO {role};",
        f"GRANT SELECT ON {schema}.about TO {role};",
    )


def structure_faults(connection: Connection, schema: str) -> Iterator[str]:
    """Tables, triggers, functions and rights that are not as :func:`statements` makes them."""
    yield from _column_faults(connection, schema)
    yield from _trigger_faults(connection, schema)
    listed = connection.exec_driver_sql(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace", {"schema": schema}
    )
    sources = {name: source for name, source in listed}  # noqa: C416  rows, not pairs
    for name in sorted(sources.keys() | FUNCTIONS.keys()):
        if sources.get(name) != FUNCTIONS.get(name):
            yield f"its function {name} is missing, altered or not ours"
    changeable = connection.exec_driver_sql(
        "SELECT DISTINCT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = %(schema)s::regnamespace "
        "AND relname IN ('entries', 'originals') AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')",
        {"schema": schema},
    ).scalars()
    for table in sorted(changeable):
        yield f"somebody was given the right to change its table {table}"


def _column_faults(connection: Connection, schema: str) -> Iterator[str]:
    listed = connection.exec_driver_sql(
        "SELECT relname, attname || ' ' || format_type(atttypid, atttypmod) FROM pg_class "
        "JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped "
        "WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'v', 'm', 'f', 'p') "
        "ORDER BY relname, attnum",
        {"schema": schema},
    )
    found: dict[str, tuple[str, ...]] = {}
    for table, column in listed:
        found[table] = (*found.get(table, ()), column)
    for table in sorted(found.keys() | COLUMNS.keys()):
        if found.get(table) != COLUMNS.get(table):
            yield f"its table {table} is missing, altered or not ours"


def _trigger_faults(connection: Connection, schema: str) -> Iterator[str]:
    listed = connection.exec_driver_sql(
        "SELECT tgname, tgenabled::text, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE relnamespace = %(schema)s::regnamespace AND NOT tgisinternal",
        {"schema": schema},
    )
    found = {name: (enabled, definition) for name, enabled, definition in listed}
    expected = {
        name: ("O", f"CREATE TRIGGER {name} {when} ON {schema}.{table} {each} EXECUTE FUNCTION {function}()")
        for name, (table, when, each, function) in TRIGGERS.items()
    }
    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            yield f"its trigger {name} is missing, switched off, altered or not ours"
