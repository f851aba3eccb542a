"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Pages: library."""

    name = "whytwitch.web.library"
    label = "web_library"
