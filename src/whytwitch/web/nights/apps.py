"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class NightsConfig(AppConfig):
    """Pages: nights."""

    name = "whytwitch.web.nights"
    label = "web_nights"
