"""Answers and movements, as they were given."""

from __future__ import annotations

import uuid

from django.db import models

from whytwitch.store.models.person import Person


class Answer(models.Model):
    """One answer at one time. A later row of the same finding holds; the earlier one stays."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    finding = models.CharField(max_length=80)
    value = models.JSONField()
    at = models.DateField(null=True)
    movement = models.PositiveSmallIntegerField(null=True, help_text="number of the movement it is about")
    source = models.CharField(max_length=40, blank=True)
    told_by = models.CharField(max_length=20, blank=True)
    corrects = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "finding"])]


class Movement(models.Model):
    """One kind of movement a person has. Its number never changes, because answers refer to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="movements")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_movement_a_number")]

    def words(self) -> dict[str, object]:
        """What was said about it and holds now, as attribute → word; a withdrawn word is left out."""
        rows = sorted(self.said.all(), key=lambda row: row.pk)  # sorted here, so that rows read beforehand are used
        held = {row.attribute: row.value for row in rows}
        return {attribute: value for attribute, value in held.items() if value is not None}

    def say(self, attribute: str, value: object) -> None:
        """Append a word (None: *not said after all*), unless it already holds."""
        before = self.words().get(attribute)
        if before != value:
            self.said.create(person_id=self.person_id, attribute=attribute, value=value)


class MovementWord(models.Model):
    """One thing said about one movement. Appended, never overwritten."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="said")
    attribute = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Submission(models.Model):
    """A form that was sent. A page sent twice with the same content (double click, back and send again) counts once;
    sent again with other content it is a new form.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    page = models.UUIDField(null=True, db_index=True, help_text="the mark of the page it was sent from")
    said = models.CharField(max_length=64, blank=True, help_text="hash of what the page said")
    went_to = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
