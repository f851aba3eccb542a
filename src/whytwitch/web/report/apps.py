"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """Pages: report."""

    name = "whytwitch.web.report"
    label = "web_report"
