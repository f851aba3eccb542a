"""A person, and what was said about them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from whytwitch.store.recall import remembered


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
