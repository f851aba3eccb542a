"""In which line of a data file something stands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

Path_ = tuple[str | int, ...]


@lru_cache(maxsize=200)
def _tree(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(pure=True).compose(path)
    except YAMLError:
        return None


def line_of(path: Path, inside: Path_) -> int:
    """The line of an entry, or of the nearest thing around it that stands in the file.

    Parameters
    ----------
    path : Path
        A YAML file.
    inside : tuple of str or int
        Keys and positions from the top, such as ``("potassium", "when", 0)``.

    Returns
    -------
    int
        Counted from 1.
    """
    node = _tree(path)
    line = 1
    for step in inside:
        found = _child(node, step)
        if found is None:
            break
        mark, node = found
        line = mark.line + 1
    return line


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    held = getattr(node, "value", None)
    if not isinstance(held, list):
        return None
    if held and isinstance(held[0], tuple):
        return next(((key.start_mark, value) for key, value in held if key.value == str(step)), None)
    return (held[step].start_mark, held[step]) if isinstance(step, int) and step < len(held) else None
