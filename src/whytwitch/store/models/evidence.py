"""Blood results, other tests, nights and the files that belong to them."""

from __future__ import annotations

import uuid

from django.db import models

from whytwitch.store.models.person import Person


class LabResult(models.Model):
    """One blood result as it stands on the paper. Withdrawn when it was typed wrongly, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="labs")
    test = models.CharField(max_length=80)
    value = models.CharField(max_length=30)
    unit = models.CharField(max_length=30, blank=True)
    at = models.DateField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    lab = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]


class OtherResult(models.Model):
    """Another test as a document: EEG, EMG, MRI."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="results")
    test = models.CharField(max_length=80)
    result = models.CharField(max_length=40)
    at = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]


class StoredFile(models.Model):
    """An uploaded file, kept under its own hash in the folder of its person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "sha256"], name="one_file_a_hash")]


class Night(models.Model):
    """A recording of one night: never changed. What was found in it stands in its scorings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nights")
    recording = models.ForeignKey(StoredFile, on_delete=models.RESTRICT, null=True, related_name="+")
    events = models.ForeignKey(StoredFile, on_delete=models.RESTRICT, null=True, related_name="+")
    legs = models.JSONField(null=True)
    at = models.DateField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]


class Scoring(models.Model):
    """What one version of this program, or a person, found in a night."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    night = models.ForeignKey(Night, on_delete=models.CASCADE, related_name="scorings")
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="children")
    by = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    result = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at"]
