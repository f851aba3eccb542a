"""A node of a case file together with where it stands, so that an error can name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whytwitch.errors import FormatError, InputError, UnknownNameError, nearest


@dataclass(frozen=True)
class Place:
    """A value of a case file.

    Attributes
    ----------
    value : Any
        What stands there; mappings and lists of ruamel.yaml know their lines.
    file : str
        The file's name.
    path : str
        Dotted path from the top.
    line : int, optional
        Counted from 1; None when the source has no lines.
    """

    value: Any
    file: str
    path: str = ""
    line: int | None = None

    @property
    def where(self) -> str:
        """File, line and path, for an error."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join([*parts, *([self.path] if self.path else [])])

    def child(self, key: str | int) -> Place:
        """The value below this one."""
        return Place(self.value[key], self.file, f"{self.path}.{key}" if self.path else str(key), self._line(key))

    def _line(self, key: str | int) -> int | None:
        spot = getattr(self.value, "lc", None)
        if spot is None:
            return self.line
        try:
            return int((spot.key(key) if isinstance(key, str) else spot.item(key))[0]) + 1
        except (KeyError, TypeError, IndexError):
            return self.line

    def mapping(self, allowed: tuple[str, ...] | None = None) -> dict[str, Place]:
        """The entries of a mapping; with `allowed`, any other key is an error that suggests the nearest."""
        if not isinstance(self.value, dict):
            self.fail("this is not a mapping", allowed="key: value pairs", found=shown(self.value))
        if allowed is not None:
            for key in self.value:
                if key not in allowed:
                    raise UnknownNameError(
                        f"'{key}' is no field here",
                        where=Place(None, self.file, self.path, self._line(str(key))).where,
                        allowed=", ".join(allowed),
                        todo=nearest(str(key), allowed),
                    )
        return {str(key): self.child(key) for key in self.value}

    def items(self) -> Iterator[Place]:
        """The items of a list; a single value counts as a list of one."""
        if not isinstance(self.value, list):
            yield self
            return
        for index in range(len(self.value)):
            yield self.child(index)

    def fail(self, what: str, *, kind: type[InputError] = FormatError, **details: str) -> None:
        """Raise an error that names this place."""
        raise kind(what, where=self.where, **details)


def shown(value: Any) -> str:
    """A value for an error message: short."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
