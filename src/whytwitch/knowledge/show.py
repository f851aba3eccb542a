"""Look into the knowledge base: lists of ids, and single entries."""

from __future__ import annotations

from typing import Any

from whytwitch.errors import UnknownNameError, nearest
from whytwitch.knowledge.base import Knowledge, knowledge

KINDS = (
    "conditions",
    "findings",
    "rules",
    "movements",
    "tests",
    "measures",
    "medicines",
    "claims",
    "sources",
    "known_conditions",
)


def _tables(base: Knowledge) -> dict[str, dict[str, Any]]:
    return {kind: getattr(base, kind) for kind in KINDS}


def _label(entry: Any) -> str:
    for field in ("name", "claim", "citation", "label", "text"):
        if value := getattr(entry, field, ""):
            return str(value)
    return ""


def show_json(name: str) -> Any:
    """One kind as ids with their names, or one entry whole.

    Parameters
    ----------
    name : str
        A kind such as ``findings``, or an id.

    Returns
    -------
    dict
        Ready for JSON.

    Raises
    ------
    UnknownNameError
        When nothing is called so; the nearest ids are suggested.
    """
    tables = _tables(knowledge())
    if name in tables:
        return {
            key: {
                "name": _label(entry),
                **({"kind": entry.kind, "question": entry.question} if name == "findings" else {}),
                **({"words": entry.words} if name == "movements" else {}),
            }
            for key, entry in tables[name].items()
        }
    for table in tables.values():
        if name in table:
            return table[name].model_dump(mode="json", exclude_defaults=True, by_alias=True)
    everything = [key for table in tables.values() for key in table] + list(KINDS)
    raise UnknownNameError(
        f"nothing in the knowledge base is called '{name}'",
        allowed="an id, or one of " + ", ".join(KINDS),
        todo=nearest(name, everything),
    )


def show(name: str) -> str:
    """The same as text: YAML for an entry, a table for a kind.

    Parameters
    ----------
    name : str
        A kind such as ``findings``, or an id.

    Returns
    -------
    str
        Ready for a terminal.
    """
    content = show_json(name)
    if name in KINDS:
        width = max((len(key) for key in content), default=0)
        lines = []
        for key, entry in content.items():
            lines.append(f"{key:<{width}}  {entry['name']}")
            lines += [f"{'':<{width}}    {word}: {label}" for word, label in entry.get("words", {}).items()]
        return "\n".join(lines)
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 120
    text = StringIO()
    yaml.dump({name: content}, text)
    return text.getvalue().rstrip()
