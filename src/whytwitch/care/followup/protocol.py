"""The protocol of an experiment: what is fixed before the first day, and a hash that shows if it was changed later."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from whytwitch.errors import ContradictionError, FileError, FormatError, nearest, refusal
from whytwitch.model.base import Frozen

DEFAULT_PAIRS, DEFAULT_PHASE_DAYS = 9, 3

#: Other words for the same field, as people write them.
_ALIKE = {
    "direction": "better", "smallest_worthwhile_change": "worthwhile", "worthwhile_difference": "worthwhile",
    "smallest_worthwhile_difference": "worthwhile", "swc": "worthwhile", "mcid": "worthwhile", "washout": "washout_days",  # noqa: E501
    "wash_out": "washout_days", "wash_out_days": "washout_days", "phase_length": "phase_days", "phase_length_days": "phase_days",  # noqa: E501
    "scale": "kind", "type": "kind", "outcome_type": "kind", "blocks": "pairs",
}  # fmt: skip
_MEASURE = ("treatment", "intervention", "active", "measure_arm", "treatment_arm")
_COMPARISON = ("control", "comparison", "control_arm", "baseline", "reference")
_KINDS = {"counts": "count", "scores": "score", "number": "score", "ordinal": "score", "continuous": "score"}
_BETTER = {"down": "lower", "less": "lower", "low": "lower", "lower_is_better": "lower", "decrease": "lower",
           "up": "higher", "more": "higher", "high": "higher", "higher_is_better": "higher", "increase": "higher"}  # fmt: skip # noqa: E501


class Arms(Frozen):
    """The labels of the two arms."""

    measure: str | None = None
    comparison: str | None = None


class Protocol(Frozen):
    """What is fixed beforehand. Every field has a default, so that a protocol may say only what matters.

    Attributes
    ----------
    measure : str or None
        What is tried: an id of a measure, or own words.
    arms : Arms
        Labels in the table.
    outcome : str or None
        What is noted each day.
    kind : {"auto", "count", "score"}
        Counts are compared as log(1 + count).
    better : {"lower", "higher"}
        Fewer movements are better: lower is the default.
    worthwhile, worthwhile_percent : float or None
        Smallest change that counts: in the value's unit, or in percent of the mean without the measure.
    phase_days, pairs, washout_days : int
        Length of a phase, number of pairs of phases, days left out at the start of each phase. ``phase_days`` None:
        found
        in the days.
    order : tuple of str
        The arm of each phase as the lot drew it.
    stop : dict
        When the experiment ends, and when it must be broken off.
    """

    measure: str | None = None
    arms: Arms = Arms()
    outcome: str | None = None
    kind: Literal["auto", "count", "score"] = "auto"
    better: Literal["lower", "higher"] = "lower"
    worthwhile: float | None = Field(default=None, ge=0)
    worthwhile_percent: float | None = Field(default=None, ge=0, le=1000)
    start: dt.date | None = None
    phase_days: int | None = Field(default=None, ge=1, le=90)
    pairs: int = Field(default=DEFAULT_PAIRS, ge=1, le=400)
    washout_days: int = Field(default=0, ge=0, le=60)
    order: tuple[str, ...] = ()
    seed: int | None = None
    stop: dict[str, Any] = {}
    agreed: dict[str, Any] = {}
    version: int = 1

    @model_validator(mode="after")
    def _washout_leaves_days(self) -> Protocol:
        if self.phase_days and self.washout_days >= self.phase_days:
            raise ValueError("washout_days must be smaller than phase_days: no day of a phase would be left")
        return self


def hash_of(protocol: Protocol) -> str:
    """A fingerprint of everything in it: SHA-256 of the sorted JSON."""
    text = json.dumps(protocol.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(protocol: Protocol) -> dict[str, Any]:
    """The protocol as a file keeps it, with its hash."""
    return protocol.model_dump(mode="json") | {"hash": hash_of(protocol)}


def read_protocol(path: str | Path) -> tuple[Protocol, list[str]]:
    """Read a protocol file (JSON or YAML).

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    (Protocol, list of str)
        And what a reader should know, such as that nobody froze it.

    Raises
    ------
    FileError
        When it cannot be read.
    FormatError
        When it is no protocol.
    ContradictionError
        When it was changed after it was frozen.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError("this file cannot be read", where=file.name, found=error.strerror or "") from None
    except UnicodeDecodeError:
        raise FileError("this file is no text", where=file.name, allowed="JSON or YAML") from None
    try:
        held = json.loads(text) if text.lstrip().startswith("{") else YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:
        raise FormatError("this protocol is broken", where=file.name, found=str(error).splitlines()[0][:120]) from None
    return check_protocol(held, where=file.name)


def check_protocol(held: Any, *, where: str = "protocol") -> tuple[Protocol, list[str]]:
    """Do what :func:`read_protocol` does with the content itself.

    Parameters
    ----------
    held : object
        A mapping.
    where : str
        What to call it in errors.
    """
    if not isinstance(held, dict):
        raise FormatError("this is no protocol", where=where, allowed="names and values, as in docs/followup.md")
    told = dict(held)
    frozen = told.pop("hash", None)
    told = _plain(told)
    unknown = [one for one in told if one not in Protocol.model_fields]
    warnings = [
        f"'{one}' in the protocol is not understood and was left alone. {nearest(str(one), Protocol.model_fields)}".strip()  # noqa: E501
        for one in unknown
    ]
    try:
        protocol = Protocol.model_validate({key: value for key, value in told.items() if key not in unknown})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "protocol"
        raise FormatError(
            f"'{field}' is not what it must be",
            where=where, found=repr(first.get("input"))[:80], allowed=refusal(first),
        ) from None  # fmt: skip
    if frozen is None:
        warnings.append("This protocol was not frozen before the first day: nobody can see if it was changed.")
    elif frozen != hash_of(protocol) or unknown:
        raise ContradictionError(
            "this protocol was changed after it was frozen", where=where, found=f"hash {hash_of(protocol)[:12]}",
            allowed=f"hash {str(frozen)[:12]}", todo="use the file as it was frozen, or start a new experiment",
        )  # fmt: skip
    return protocol, warnings


def _plain(told: dict[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    arms = told.get("arms")
    named = dict(arms) if isinstance(arms, dict) else {}
    for key, value in told.items():
        name = _ALIKE.get(str(key), str(key))
        if name in _MEASURE or name in _COMPARISON:
            named.setdefault("measure" if name in _MEASURE else "comparison", value)
        elif name == "lower_is_better" and isinstance(value, bool | str):
            made["better"] = "lower" if str(value).lower() in ("true", "yes") else "higher"
        elif name == "higher_is_better" and isinstance(value, bool | str):
            made["better"] = "higher" if str(value).lower() in ("true", "yes") else "lower"
        elif name != "arms":
            made[name] = value
    for words, name in ((_MEASURE, "measure"), (_COMPARISON, "comparison")):
        for word in words:
            if word in named and word != name:
                named.setdefault(name, named.pop(word))
    if isinstance(arms, list | tuple) and len(arms) == 2:
        named = {"comparison": arms[0], "measure": arms[1]} | named
    if named:
        made["arms"] = {key: None if value is None else str(value) for key, value in named.items()}
    if isinstance(made.get("outcome"), dict):
        inner = _plain(made["outcome"])
        made["outcome"] = inner.pop("name", None)
        made = {**{key: value for key, value in inner.items() if key in Protocol.model_fields}, **made}
    for name, words in (("kind", _KINDS), ("better", _BETTER)):
        if isinstance(made.get(name), str):
            made[name] = words.get(made[name].strip().lower(), made[name].strip().lower())
    worthwhile = made.get("worthwhile")
    if isinstance(worthwhile, str) and worthwhile.strip().endswith("%"):
        made["worthwhile_percent"] = made.pop("worthwhile").strip().rstrip("% ")
    return made
