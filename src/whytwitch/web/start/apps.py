"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class StartConfig(AppConfig):
    """Pages: start."""

    name = "whytwitch.web.start"
    label = "web_start"
