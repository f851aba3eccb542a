"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class HouseholdConfig(AppConfig):
    """Pages: household."""

    name = "whytwitch.web.household"
    label = "web_household"
