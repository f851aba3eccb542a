"""A backup's database on its way in: brought up to date beside the one in use, and refused if its tables do not fit."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory

from whytwitch.errors import FormatError

#: Name of the copy among Django's databases (``web/settings.py``).
STAGED = "staged"
_SESSIONS = "django_session"


def bring_up_to_date(database: Path) -> None:
    """Make the tables of a copy those of this program, and read a row of each.

    Sessions in it are dropped for those that are open now: a backup lets nobody in, and sends nobody out.

    Parameters
    ----------
    database : Path
        The copy; it lies where the settings say.

    Raises
    ------
    FormatError
        When its tables are not those of this program.
    """
    copy = connections[STAGED]
    copy.close()
    try:
        call_command("migrate", database=STAGED, interactive=False, verbosity=0)
        for model in apps.get_app_config("store").get_models():
            model._default_manager.using(STAGED).first()
        with connection.cursor() as here, copy.cursor() as there:
            columns = "session_key, session_data, expire_date"
            here.execute(f"SELECT {columns} FROM {_SESSIONS}")  # noqa: S608 - our own names
            rows = here.fetchall()
            there.execute(f"DELETE FROM {_SESSIONS}")  # noqa: S608
            there.executemany(f"INSERT INTO {_SESSIONS} ({columns}) VALUES (%s, %s, %s)", rows)  # noqa: S608
    except (DatabaseError, InconsistentMigrationHistory, ValueError, LookupError) as error:
        raise FormatError("the database in this backup does not fit this program", found=type(error).__name__) from None
    finally:
        copy.close()
