"""Texts of the data files in the language of this run: each is looked up by kind, id and field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whytwitch.language import KNOWLEDGE, catalogue, known

#: Fields that a person or a clinician reads. Ids, codes, units, citations and names on boxes stay as they are.
TEXTS = frozenset(
    "name plain_name question clinician why concrete label text lay_note note action reason referral who can_show "
    "cannot_show not_needed_when claim what feels common who_gets_it tests helps when_to_worry of says advice "
    "suicide or_called intro anything_new nothing_new evidence".split()
)
#: Fields that hold several texts, in a list or by word.
SEVERAL = frozenset("words choices while_waiting also levels provisional needed wording unknown maybe changed".split())


def texts(key: str, content: Any) -> Iterator[tuple[str, str]]:
    """Every text below an entry with its key, in the order of the file.

    Parameters
    ----------
    key : str
        Kind and id: ``Finding.numb_saddle``.
    content : object
        The entry as it stands in the file.

    Yields
    ------
    tuple of (str, str)
        Key and English text.
    """
    for place, value in _below(content):
        if isinstance(value, str) and _is_text(place, content):
            yield f"{key}.{place}", value
        elif isinstance(value, dict | list):
            if place in SEVERAL:
                yield from ((f"{key}.{place}.{name}", one) for name, one in _below(value) if isinstance(one, str))
            else:
                yield from texts(f"{key}.{place}", value)


def translated(key: str, content: Any) -> Any:
    """An entry with its texts in the language of this run; the same object when there is no catalogue."""
    if type(catalogue(KNOWLEDGE)).__name__ == "NullTranslations":
        return content
    if isinstance(content, dict):
        return {name: _value(f"{key}.{name}", str(name), value) for name, value in content.items()}
    if isinstance(content, list):
        return [translated(f"{key}.{place}", value) for place, value in enumerate(content)]
    return content


def _value(key: str, name: str, value: Any) -> Any:
    if isinstance(value, str):
        return known(key, value) if name in TEXTS else value
    if name in SEVERAL and isinstance(value, dict):
        return {word: known(f"{key}.{word}", one) if isinstance(one, str) else one for word, one in value.items()}
    if name in SEVERAL and isinstance(value, list):
        return [known(f"{key}.{place}", one) if isinstance(one, str) else one for place, one in enumerate(value)]
    return translated(key, value)


def _below(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        yield from ((str(name), value) for name, value in content.items())
    elif isinstance(content, list):
        yield from ((str(place), value) for place, value in enumerate(content))


def _is_text(place: str, content: Any) -> bool:
    return isinstance(content, dict) and place in TEXTS
