"""What is kept about a person: show it, hand it over, erase it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.db import connection, transaction

from whytwitch.store import models
from whytwitch.store.files import forget_files, path_of

_TABLES = (
    models.Detail,
    models.Answer,
    models.Movement,
    models.MovementWord,
    models.LabResult,
    models.OtherResult,
    models.StoredFile,
    models.Night,
    models.Scoring,
    models.KeptPicture,
    models.Look,
    models.DiaryEntry,
    models.Experiment,
    models.Submission,
)


def rows_of(person: models.Person) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table.

    Returns
    -------
    dict of str to list of dict
        Table name → rows, oldest first, with times as ISO 8601.
    """
    kept: dict[str, list[dict[str, Any]]] = {"person": [_plain(person)]}
    for table in _TABLES:
        kept[table._meta.model_name or ""] = [_plain(row) for row in table.objects.filter(person=person).order_by("pk")]
    return kept


def _plain(row: Any) -> dict[str, Any]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return json.loads(json.dumps(fields, default=str))


def counts(person: models.Person) -> dict[str, int]:
    """How many rows each table holds about a person; tables without any are left out."""
    found = {table._meta.model_name or "": table.objects.filter(person=person).count() for table in _TABLES}
    return {name: number for name, number in found.items() if number}


def export(person: models.Person) -> bytes:
    """Everything about a person in one ZIP: all rows as JSON, and the uploaded files as they came.

    Returns
    -------
    bytes
        The ZIP archive.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(rows_of(person), indent=1, ensure_ascii=False))
        for stored in person.files.all():
            path = path_of(stored)
            if path.exists():
                archive.write(path, f"files/{path.name}")
    return buffer.getvalue()


def erase(person: models.Person) -> None:
    """Erase a person: rows, files, and what the database kept of them in free pages and its journal."""
    person_id = person.pk
    with transaction.atomic():
        person.delete()
    forget_files(person_id)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
