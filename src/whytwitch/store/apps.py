"""Tell Django about the store."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one app with tables."""

    name = "whytwitch.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch what is read and written within a request, and number what is known about each person."""
        from whytwitch.store import recall, revision

        recall.install()
        revision.install(self)
