"""Pictures as they were shown, and when they were looked at."""

from __future__ import annotations

import uuid

from django.db import models

from whytwitch.store.models.person import Person


class KeptPicture(models.Model):
    """A picture that was shown: all of it, with the hash of the knowledge that drew it.

    It is shown again from here and never recomputed, so that what a person once read can be read again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pictures")
    workup = models.JSONField()
    case_hash = models.CharField(max_length=64)
    knowledge_version = models.CharField(max_length=40)
    knowledge_hash = models.CharField(max_length=64)
    software_version = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]


class Look(models.Model):
    """A kept picture was opened. Counted so that somebody who checks again and again can be told so kindly."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "made_at"])]
