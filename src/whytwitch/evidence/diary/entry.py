"""One entry of the diary: appended, never changed. What corrects it is another entry."""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field as Limited
from pydantic import field_validator, model_validator

from whytwitch.evidence.diary.fields import FIELDS, KINDS, LONGEST_TEXT, Field
from whytwitch.model.base import Frozen

Value = float | str | list[str] | list[dict[str, str]]
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
#: A morning entry after this hour, and an evening entry after this hour of the next day, are late.
LATE_MORNING, LATE_EVENING = 15, 12
TAKEN = ("as_told", "less", "more", "not_taken")


class Entry(Frozen):
    """What was noted at one time about one day.

    Attributes
    ----------
    id : UUID
        Its own.
    kind : {"evening", "morning", "moment", "clinician"}
        A morning entry is about the night that ended on its day.
    day : date
        The day it is about, where the person was.
    at : datetime
        With offset: when it happened, or when an evening or morning was noted.
    zone : str
        The IANA time zone the person was in.
    noted_at : datetime
        With offset: when it was written down.
    values : dict
        Field → value. A field that is absent was not noted; 0 is a value.
    replaces : UUID or None
        The entry that this one corrects; both are kept.
    withdrawn : bool
        The entry it replaces holds no more, and nothing stands in its place.
    """

    id: uuid.UUID
    kind: Literal["evening", "morning", "moment", "clinician"]
    day: dt.date
    at: dt.datetime
    zone: str
    noted_at: dt.datetime
    values: dict[str, Value]
    replaces: uuid.UUID | None = None
    withdrawn: bool = False
    told_by: str = Limited(default="self", max_length=20)
    source: str = Limited(default="", max_length=60)

    @field_validator("at", "noted_at")
    @classmethod
    def _has_an_offset(cls, value: dt.datetime) -> dt.datetime:
        if value.utcoffset() is None:
            raise ValueError("a time needs its offset, such as 2026-11-21T22:10:00+01:00")
        return value.replace(tzinfo=dt.timezone(value.utcoffset() or dt.timedelta(0)), fold=0)

    @field_validator("values", mode="before")
    @classmethod
    def _no_truth_values(cls, values: Any) -> Any:
        for name, value in values.items() if isinstance(values, dict) else ():
            if isinstance(value, bool):
                raise ValueError(f"'{name}' cannot be {value!r}; write a number or a word")
        return values

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        zone_named(value)
        return value

    @model_validator(mode="after")
    def _values_fit(self) -> Entry:
        for name, value in self.values.items():
            field = FIELDS.get(name)
            if field is None:
                raise ValueError(f"'{name}' is no field of the diary")
            if self.kind not in field.parts:
                raise ValueError(f"'{name}' does not stand in a {self.kind} entry")
            check_value(field, value)
        return self

    @property
    def late(self) -> bool:
        """Written down long after: memory has had its say."""
        tz = zone_named(self.zone)
        if self.kind == "moment":
            return self.noted_at - self.at > dt.timedelta(hours=12)
        if self.kind == "clinician" or self.source.startswith("import"):
            return False
        hours = LATE_MORNING if self.kind == "morning" else 24 + LATE_EVENING
        limit = dt.datetime.combine(self.day, dt.time(), tz) + dt.timedelta(hours=hours)
        return self.noted_at > limit


def zone_named(name: str) -> ZoneInfo:
    """A time zone by its IANA name.

    Raises
    ------
    ValueError
        When there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/London") from None


def check_value(field: Field, value: Any) -> None:
    """Whether a value is one that this field can have.

    Raises
    ------
    ValueError
        With what is allowed.
    """
    wrong = f"'{field.name}' cannot be {value!r}"
    if field.type in ("count", "number", "scale", "minutes"):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{wrong}; write a number")
        if not field.low <= value <= field.high:
            raise ValueError(f"{wrong}; allowed: {field.low:g} to {field.high:g}")
        if field.type in ("count", "scale", "minutes") and value != round(value):
            raise ValueError(f"{wrong}; write a whole number")
    elif field.type == "clock":
        if not (isinstance(value, str) and _CLOCK.fullmatch(value)):
            raise ValueError(f"{wrong}; write a time such as 22:45")
    elif field.type == "choice":
        if value not in field.words:
            raise ValueError(f"{wrong}; allowed: {', '.join(field.words)}")
    elif field.type == "many":
        if not isinstance(value, list) or not value or any(one not in field.words for one in value):
            raise ValueError(f"{wrong}; allowed: {', '.join(field.words)}")
    elif field.type == "medicines":
        ok = isinstance(value, list) and all(
            isinstance(one, dict)
            and set(one) == {"name", "taken"}
            and one["taken"] in TAKEN
            and 0 < len(one["name"]) <= 200
            for one in value
        )
        if not ok:
            raise ValueError(f"{wrong}; allowed: name and taken ({', '.join(TAKEN)})")
    elif not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        raise ValueError(f"{wrong}; allowed: 1 to {LONGEST_TEXT} characters")


def new_entry(
    kind: str,
    values: dict[str, Any],
    *,
    zone: str,
    now: dt.datetime,
    day: dt.date | None = None,
    at: dt.datetime | None = None,
    replaces: uuid.UUID | None = None,
    withdrawn: bool = False,
    told_by: str = "self",
    source: str = "",
) -> Entry:
    """Make an entry of what was just told.

    Parameters
    ----------
    kind : str
        One of evening, morning, moment, clinician.
    values : dict
        What was noted; None and empty text mean *not noted* and are left out.
    zone : str
        IANA time zone.
    now : datetime
        With offset.
    day : date, optional
        The day it is about; that of ``at`` in the zone when left out (before 4 in the morning an evening entry is about
        the day before).
    at : datetime, optional
        When it happened; now when left out.
    replaces, withdrawn, told_by, source
        As in :class:`Entry`.

    Raises
    ------
    ImpossibleValueError
        When a value is none that the field can have.
    FormatError
        When the kind, the zone or a field is unknown.
    """
    from pydantic import ValidationError

    from whytwitch.errors import FormatError, ImpossibleValueError, refusal

    if kind not in KINDS:
        raise FormatError("this is no kind of entry", found=repr(kind), allowed=", ".join(KINDS))
    told = {
        name: value
        for name, value in values.items()
        if value is not None and not (isinstance(value, str | list) and not value)
    }
    when = at or now
    try:
        local = when.astimezone(zone_named(zone))
        about = day or (local - dt.timedelta(hours=4 if kind == "evening" else 0)).date()
        return Entry(
            id=uuid.uuid4(), kind=kind, day=about, at=when, zone=zone, noted_at=now, values=told, replaces=replaces,  # type: ignore[arg-type]
            withdrawn=withdrawn, told_by=told_by, source=source,
        )  # fmt: skip
    except ValidationError as error:
        raise ImpossibleValueError(refusal(error.errors()[0]), where="diary") from None
    except ValueError as error:
        raise FormatError(str(error), where="diary") from None
