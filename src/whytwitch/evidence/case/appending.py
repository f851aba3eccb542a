"""Add to a case file what was told since: nothing that stands in it is changed or lost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whytwitch.errors import ContradictionError
from whytwitch.evidence.case.reading import read_case
from whytwitch.evidence.case.writing import replace_file
from whytwitch.model.case import Case


def append_to_case(
    path: str | Path,
    *,
    answers: Mapping[str, str | float] | None = None,
    at: dt.date,
    source: str = "",
    corrects: bool = False,
    person: Mapping[str, Any] | None = None,
    lists: Mapping[str, Sequence[Any]] | None = None,
) -> Case:
    """Add answers, details of the person, and entries of lists to a case file.

    Parameters
    ----------
    path : str or Path
        A ``.yaml`` or ``.json`` case file; one that does not exist is begun.
    answers : mapping of str to (str or float), optional
        Finding → answer, each added to those given before.
    at : date
        When the answers were given.
    source : str
        How they were asked.
    corrects : bool
        Whether they correct an earlier slip, rather than tell of a change in the person.
    person : mapping, optional
        ``age``, ``sex``, ``pregnant``: what is unknown so far.
    lists : mapping of str to sequence, optional
        ``known_conditions``, ``medicines``, ``movements``: entries to add; an empty one says that there is none.

    Returns
    -------
    Case
        The case as it now is.

    Raises
    ------
    InputError
        When the file or what is added is not right; the file is then as it was.
    """
    path = Path(path)
    begun = path.exists()
    if begun:
        read_case(path)
    original = path.read_bytes() if begun else None
    tree, dump = _loaded(path, original)
    _add_person(tree, person or {}, path)
    for key, entries in (lists or {}).items():
        if tree.get(key) is None:
            tree[key] = []
        tree[key].extend(entries)
    more = {**({"source": source} if source else {}), **({"corrects": "yes"} if corrects else {})}
    for name, value in (answers or {}).items():
        day = at.isoformat() if path.suffix.lower() == ".json" else at.replace()  # a new object: YAML marks shared ones
        _add_answer(tree, name, {"value": value, "at": day, **more})
    replace_file(path, dump(tree))
    try:
        return read_case(path)
    except Exception:
        if original is None:
            path.unlink()
        else:
            replace_file(path, original.decode("utf-8-sig"))
        raise


def _loaded(path: Path, original: bytes | None) -> tuple[Any, Any]:
    text = None if original is None else original.decode("utf-8-sig")
    if path.suffix.lower() == ".json":
        return (
            {} if text is None else json.loads(text)
        ), lambda held: json.dumps(held, ensure_ascii=False, indent=1) + "\n"
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120

    def dump(held: Any) -> str:
        out = StringIO()
        yaml.dump(held, out)
        return out.getvalue()

    return ({} if text is None else yaml.load(text)), dump


def _add_person(tree: Any, details: Mapping[str, Any], path: Path) -> None:
    """Details that are unknown so far; a known one is not written over."""
    for key, value in details.items():
        if tree.get("person") is None:
            tree["person"] = {}
        held = tree["person"].get(key)
        if held not in (None, "unknown", value):
            raise ContradictionError(
                f"'{key}' stands in the file already", where=path.name, found=f"{held}", todo="correct it in the file"
            )
        tree["person"][key] = value


def _add_answer(tree: Any, name: str, entry: dict[str, Any]) -> None:
    if tree.get("findings") is None:
        tree["findings"] = {}
    held = tree["findings"]
    before = held.get(name)
    if before is None:
        held[name] = [entry]
    elif isinstance(before, list):
        before.append(entry)
    else:
        held[name] = [before, entry]
