"""The real WSGI application with an empty data folder, asked without a network."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PORT = 8765


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app keeps what it keeps."""
    return tmp_path_factory.mktemp("api") / "whytwitch"


@pytest.fixture(scope="session")
def app(data_folder: Path) -> Callable[..., Any]:
    """The application as ``whytwitch serve`` makes it, without a token."""
    from whytwitch.web.server import make_app

    # A browser that ran before in this process leaves its event loop behind: Django takes that for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return make_app(PORT, data_folder)


class Asker:
    """Sends a request and gives status, media type and content back."""

    def __init__(self, app: Callable[..., Any]) -> None:
        from django.test import Client

        del app  # Django is set up once it is made
        self.client = Client(headers={"host": f"127.0.0.1:{PORT}"})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def post(self, path: str, body: Any, kind: str = "application/json", **headers: str) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(f"/api/v1/{path}", data=content, content_type=kind, headers=headers)


@pytest.fixture(scope="session")
def ask(app: Callable[..., Any]) -> Asker:
    """Asks the application."""
    return Asker(app)
