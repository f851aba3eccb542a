"""What a worker does with one night. It never raises: whatever happens becomes an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whytwitch.errors import EXIT_BUG, InputError, SystemPartError


@dataclass(frozen=True)
class Order:
    """What a worker is asked to do.

    Parameters
    ----------
    name : str
        Name of the night, for the answer.
    path : str
        The recording, as the worker reaches it.
    events : tuple of str
        Its event lists.
    hashes : tuple of str
        Known hashes of recording and event lists, in that order; empty: work them out.
    editions : tuple of str
        Rule books to keep.
    options : mapping
        Options of the scoring.
    known : frozenset of str
        Scorings that exist: a night with one of these keys is not scored again.
    """

    name: str
    path: str
    events: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    editions: tuple[str, ...] = ("wasm2016", "aasm3")
    options: Mapping[str, Any] | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What came of it.

    Parameters
    ----------
    name : str
        Name of the night.
    key : str or None
        Name of the scoring; None when the recording could not even be read.
    hashes : tuple of str
        Of the recording and its event lists.
    tables : mapping of str to bytes
        Packed rows by table; empty when there was an error or when the scoring was known.
    error, sentence : str or None
        Class and sentence of the error, as the single command prints it.
    exit_code : int
        0 when scored.
    """

    name: str
    key: str | None
    hashes: tuple[str, ...] = ()
    tables: Mapping[str, bytes] | None = None
    error: str | None = None
    sentence: str | None = None
    exit_code: int = 0


def chosen(order: Order) -> dict[str, Any]:
    """Everything that decides the rows besides the bytes, defaults written out: part of the key and of each row.

    Raises
    ------
    InputError
        An option nobody knows.
    """
    from whytwitch.evidence.night.options import Options

    options = {"editions": list(order.editions), **Options.make(order.options).as_dict()}
    if options["stages"] != "off":
        options["yasa"] = _version("yasa")
    return options


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def score_one(order: Order) -> Answer:
    """Score one night.

    Parameters
    ----------
    order : Order

    Returns
    -------
    Answer
        Rows, or an error in one sentence.
    """
    from whytwitch.cohort.identity import key_of

    hashes, key = order.hashes, None
    try:
        hashes = hashes or _hashes(order)
        key = key_of(hashes[0], hashes[1:], chosen(order))
        if key in order.known:
            return Answer(order.name, key, hashes)
        return Answer(order.name, key, hashes, _rows(order, key))
    except InputError as error:
        return _failed(order, key, hashes, type(error).__name__, error.sentence(), error.exit_code)
    except OSError as error:
        why = SystemPartError("this file cannot be read", where=order.name, found=error.strerror or "")
        return _failed(order, key, hashes, "SystemPartError", why.sentence(), why.exit_code)
    except MemoryError:
        why = SystemPartError("there is not enough memory for this night", where=order.name)
        return _failed(order, key, hashes, "SystemPartError", why.sentence(), why.exit_code)
    except Exception as error:
        text = f"{order.name}: a fault of the program, not of the file ({type(error).__name__}); please report it."
        return _failed(order, key, hashes, type(error).__name__, text, EXIT_BUG)


def score_batch(orders: Sequence[Order]) -> list[Answer]:
    """Score some nights, one after the other: one way to the scheduler and back serves them all.

    Parameters
    ----------
    orders : sequence of Order

    Returns
    -------
    list of Answer
        One for each, in order.
    """
    return [score_one(order) for order in orders]


def _hashes(order: Order) -> tuple[str, ...]:
    from whytwitch.cohort.identity import sha256_of
    from whytwitch.evidence.night import score_night

    try:
        return tuple(sha256_of(Path(one)) for one in (order.path, *order.events))
    except OSError:
        score_night(order.path, list(order.events) or None)  # says it in the words of the single command
        raise


def _failed(order: Order, key: str | None, hashes: Sequence[str], error: str, text: str, code: int) -> Answer:
    return Answer(order.name, key, tuple(hashes), None, error, text, code)


def _rows(order: Order, key: str) -> dict[str, bytes]:
    from whytwitch.cohort.identity import scorer_version
    from whytwitch.cohort.rows import movement_rows, night_row, series_rows
    from whytwitch.cohort.tables import packed
    from whytwitch.evidence.night import score_night

    scored = score_night(order.path, list(order.events) or None, options=order.options)
    night = night_row(scored, key, order.editions)
    night["software"] = [scorer_version()]
    night["options"] = [json.dumps(chosen(order), sort_keys=True)]
    night["events"] = [[Path(one).name for one in order.events]]
    return {
        "nights": packed("nights", night),
        "movements": packed("movements", movement_rows(scored, key, order.editions)),
        "series": packed("series", series_rows(scored, key, order.editions)),
    }
