"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Pages: results."""

    name = "whytwitch.web.results"
    label = "web_results"
