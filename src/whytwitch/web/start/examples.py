"""Invented people to try the program with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from whytwitch.errors import UnknownNameError
from whytwitch.knowledge.files import parse_yaml
from whytwitch.language import known
from whytwitch.store.intake import take_in
from whytwitch.store.models import Person, User

FOLDER = Path(__file__).parent / "examples"


@lru_cache(maxsize=1)
def available() -> tuple[dict[str, Any], ...]:
    """Every example: its name, a title and one line about it."""
    return tuple(_about(path) for path in sorted(FOLDER.glob("*.yaml")))


def _about(path: Path) -> dict[str, Any]:
    held = parse_yaml(path)["about"]
    words = {part: known(f"Example.{path.stem}.{part}", held[part]) for part in ("title", "line")}
    return {"name": path.stem, **held, **words}


@transaction.atomic
def make(name: str, owner: object) -> Person:
    """Make a new person from an example.

    Raises
    ------
    UnknownNameError
        When there is no such example.
    """
    names = [example["name"] for example in available()]
    if name not in names:
        raise UnknownNameError("there is no such example", allowed=", ".join(names))
    held = parse_yaml(FOLDER / f"{name}.yaml")
    title = _about(FOLDER / f"{name}.yaml")["title"]
    return take_in(User.objects.get(pk=owner), held["case"], label=title, example=name)
