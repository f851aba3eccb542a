"""Tell Django about the diary's pages."""

from __future__ import annotations

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Pages of the diary."""

    name = "whytwitch.web.diary"
    label = "web_diary"
