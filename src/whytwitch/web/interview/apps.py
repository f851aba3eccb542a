"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    """Pages: interview."""

    name = "whytwitch.web.interview"
    label = "web_interview"
