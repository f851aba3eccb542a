"""A person, and what was said about them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models

from whytwitch.store.recall import remembered

#: Relations that few people have rows in.
MOSTLY_EMPTY = ("labs", "results", "nights", "diary")


class Told(NamedTuple):
    """One answer as it was given."""

    id: int
    finding: str
    value: Any
    at: dt.date | None
    movement: int | None
    source: str
    told_by: str
    corrects: bool


class Person(models.Model):
    """Somebody whose twitching this is about.

    ``label`` is what the household calls them on the screen (a nickname will do); it never enters a case, a picture
    or a log.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="people")
    label = models.CharField(max_length=60, blank=True)
    example = models.CharField(max_length=60, blank=True, help_text="name of the example this person was made from")
    made_at = models.DateTimeField(auto_now_add=True)
    revision = models.BigIntegerField(default=0, db_default=0, editable=False, help_text="set by the database")

    class Meta:
        ordering = ["made_at"]

    def detail(self, name: str, default: object = None) -> object:
        """The value of a detail that holds now: the last one given."""
        return self.details_now().get(name, default)

    def details_now(self) -> dict[str, object]:
        """Every detail that holds now."""
        return dict(remembered(self.pk, "details", self._details))

    def _details(self) -> dict[str, object]:
        return dict(self.details.order_by("id").values_list("name", "value"))

    def told(self) -> tuple[Told, ...]:
        """Every answer, in the order in which they were given."""
        rows = self.answers.order_by("id").values_list(*Told._fields)
        return remembered(self.pk, "told", lambda: tuple(Told(*row) for row in rows))

    def told_now(self) -> dict[str, Told]:
        """The answer that holds now of each finding, those about one movement left out; in the order first given."""
        return {row.finding: row for row in self.told() if row.movement is None}

    def has(self, table: str) -> bool:
        """Whether there is any row about this person.

        Parameters
        ----------
        table : str
            Name of a relation that is mostly empty: ``labs``, ``results``, ``nights``, ``diary``.
        """
        return table in remembered(self.pk, "tables", self._tables)

    def _tables(self) -> frozenset[str]:
        """Asked for all at once: most people have none of them."""
        relations = [one for one in self._meta.related_objects if one.get_accessor_name() in MOSTLY_EMPTY]
        tables = {str(one.get_accessor_name()): one.related_model._meta.db_table for one in relations}
        asked = ", ".join(f"EXISTS(SELECT 1 FROM {table} WHERE person_id = %s)" for table in tables.values())  # noqa: S608
        key = self._meta.pk.get_db_prep_value(self.pk, connection)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {asked}", [key] * len(tables))
            there = cursor.fetchone()
        return frozenset(name for name, some in zip(tables, there, strict=True) if some)

    def say(self, name: str, value: object) -> None:
        """Append a detail, unless it already holds."""
        absent = object()
        before = self.detail(name, absent)
        if before is absent or before != value:
            self.details.create(name=name, value=value, corrects=before is not absent)


class Detail(models.Model):
    """One thing said about a person (age, sex, country, medicines …). Appended, never overwritten."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="details")
    name = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    corrects = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "name"])]
