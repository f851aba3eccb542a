"""Which database keeps the rows: a SQLite file in the data folder, or a PostgreSQL server named by ``DATABASE_URL``."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from whytwitch.errors import FormatError, SystemPartError

SQLITE_FILE = "whytwitch.sqlite3"
_POSTGRES = ("postgres", "postgresql")


def database(folder: Path, url: str = "") -> dict[str, Any]:
    """Django's settings of the database.

    Parameters
    ----------
    folder : Path
        The data folder; uploaded files lie there whichever database is used.
    url : str
        ``postgres://user:password@host:port/name?sslmode=require``; empty for SQLite.

    Returns
    -------
    dict
        One entry of Django's ``DATABASES``.

    Raises
    ------
    FormatError
        An address that names no PostgreSQL database. The address itself is never repeated: it may hold a password.
    SystemPartError
        The driver is not installed.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / SQLITE_FILE,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in _POSTGRES or not name or port == -1:
        raise FormatError(
            "this is no address of a PostgreSQL database",
            where="DATABASE_URL",
            allowed="postgres://user:password@host:port/name, or nothing for the file in the data folder",
        )
    if importlib.util.find_spec("psycopg") is None:
        raise SystemPartError(
            "the driver for PostgreSQL is not installed", where="DATABASE_URL", todo="pip install 'whytwitch[postgres]'"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": "" if port is None else str(port),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_HEALTH_CHECKS": True,
    }
