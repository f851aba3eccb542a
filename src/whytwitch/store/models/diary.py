"""The diary and the experiments of a person. Appended, never overwritten."""

from __future__ import annotations

import uuid

from django.db import models

from whytwitch.store.models.person import Person


class DiaryEntry(models.Model):
    """One entry as it was noted. A correction is another row that names the one it replaces."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="diary")
    kind = models.CharField(max_length=12)
    day = models.DateField()
    at = models.CharField(max_length=40, help_text="ISO 8601 with the offset it was given in")
    zone = models.CharField(max_length=60)
    noted_at = models.CharField(max_length=40)
    values = models.JSONField()
    replaces = models.UUIDField(null=True)
    withdrawn = models.BooleanField(default=False)
    told_by = models.CharField(max_length=20)
    source = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "day"])]


class Experiment(models.Model):
    """An experiment on oneself: its protocol as it was frozen, with its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="experiments")
    protocol = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]
