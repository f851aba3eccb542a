"""Tell Django about these pages."""

from __future__ import annotations

from django.apps import AppConfig


class PictureConfig(AppConfig):
    """Pages: picture."""

    name = "whytwitch.web.picture"
    label = "web_picture"
