"""A number on each person's row that changes with whatever is written about them: what was worked out stays valid
for as long as it stands.

The database itself sets it, by a trigger on each table that holds what a person gave: a row written by another
process, by a command or past Django's models changes it too. It is drawn at random, never counted: a number that went
with a transaction that was taken back, or with a database that a backup replaced, does not come again.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate, pre_migrate

#: Tables about a person whose rows say nothing about the person: forms that were taken, pictures, looks at them.
NO_EVIDENCE = {"submission", "keptpicture", "look"}
#: Below 2**53, so that JSON keeps it.
_MOST = 9_007_199_254_740_991

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS "{table}_revision_{event}" AFTER {event} ON "{table}" FOR EACH ROW BEGIN
UPDATE store_person SET revision = abs(random() % {most}) WHERE id = {row}.person_id; END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION store_person_revision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' THEN
UPDATE store_person SET revision = floor(random() * {most})::bigint WHERE id = OLD.person_id;
ELSE
UPDATE store_person SET revision = floor(random() * {most})::bigint WHERE id = NEW.person_id;
END IF; RETURN NULL; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER "{table}_revision" AFTER INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH ROW
EXECUTE FUNCTION store_person_revision()
"""


def tables() -> list[str]:
    """Every table with what a person gave."""
    from django.apps import apps

    found = []
    for model in apps.get_app_config("store").get_models():
        about = any(field.name == "person" for field in model._meta.concrete_fields)
        if about and model._meta.model_name not in NO_EVIDENCE:
            found.append(model._meta.db_table)
    return found


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _set_up(using: str = "default", **_: Any) -> None:
    """After migrations, at each start: the triggers that are missing."""
    from django.db import connections

    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            there = {row[0] for row in cursor.fetchall()}
        rows = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")]
        missing = [
            _SQLITE.format(table=table, event=event, row=row, most=_MOST)
            for table in tables()
            for event, row in rows
            if f"{table}_revision_{event}" not in there
        ]
        _run(connection, missing)
    elif connection.vendor == "postgresql":
        made = [_POSTGRES.format(table=table) for table in tables()]
        _run(connection, [_POSTGRES_FUNCTION.format(most=_MOST), *made])


def _take_away(plan: Any = (), using: str = "default", **_: Any) -> None:
    """Before a migration changes tables: SQLite rebuilds a table under another name, which a trigger would forbid."""
    from django.db import connections

    connection = connections[using]
    if not plan or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'store!_%' ESCAPE '!'")
        names = [row[0] for row in cursor.fetchall()]
    _run(connection, [f'DROP TRIGGER "{name}"' for name in names])


def install(app: Any) -> None:
    """Take the triggers away before tables change and set them up after, at each start."""
    pre_migrate.connect(_take_away, sender=app, dispatch_uid="revision-off")
    post_migrate.connect(_set_up, sender=app, dispatch_uid="revision-on")
