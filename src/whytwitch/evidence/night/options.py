"""The choices a person may make where the rule books leave one, or where authors disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from whytwitch.errors import InputError, UnknownNameError, nearest

_CHOICES: dict[str, tuple[Any, ...]] = {
    "short_interval_start": (True, False),
    "aasm_morphology": (True, False),
    "respiratory_window": ("wasm", "half_second"),
    "movements": ("auto", "human"),
    "respiratory_scored": (True, False, None),
    "arousals_scored": (True, False, None),
    "stages": ("auto", "off", "yasa"),
    "eeg_around": (True, False),
}
#: Options that hold a channel's label, or the names of columns.
_LABELS = ("eeg", "eog", "chin", "columns")


@dataclass(frozen=True)
class Options:
    """Every option of a scoring, with its default.

    Parameters
    ----------
    short_interval_start : bool
        May a movement that follows the one before it by less than the shortest interval start a new series?
        Published programs disagree (PLMScoRe and MATPLM yes, SOMAS no); the default follows PLMScoRe, whose
        author helped to write the standard.
    aasm_morphology : bool
        Apply the median rule of WASM 2016 to AASM 3 as well. The AASM text has no such rule, so the default is off.
    respiratory_window : {"wasm", "half_second"}
        WASM 2016: a movement is respiratory when it overlaps 2.0 s before to 10.25 s after the end of a breathing
        event (``wasm``), or 0.5 s either side of the end (``half_second``, the alternative the standard names).
    movements : {"auto", "human"}
        When the signal can be scored and a person has marked movements too: which of the two is scored.
    respiratory_scored, arousals_scored : bool or None
        Did the scorer look for breathing events and arousals? None: yes when at least one stands in the file.
        It decides whether an index without them is a number or ``null``.
    stages : {"auto", "off", "yasa"}
        Sleep stages by a program: when the recording has EEG and nobody staged it (``auto``), never (``off``), or also
        in place of a scorer's stages (``yasa``).
    eeg_around : bool
        Look at the EEG around the movements, when there is one.
    eeg, eog, chin : str or None
        Labels of the channels for it; None: found by their labels.
    columns : str or None
        Which columns of an event table hold what, where their names are unusual: ``onset=A,event=B`` and, where there
        are, ``duration=``, ``end=``, ``leg=``; a name as in the header line, or the number of the column from 1.
    """

    short_interval_start: bool = True
    aasm_morphology: bool = False
    respiratory_window: str = "wasm"
    movements: str = "auto"
    respiratory_scored: bool | None = None
    arousals_scored: bool | None = None
    stages: str = "auto"
    eeg_around: bool = True
    eeg: str | None = None
    eog: str | None = None
    chin: str | None = None
    columns: str | None = None

    @classmethod
    def make(cls, given: Options | Mapping[str, Any] | None) -> Options:
        """Build options from a mapping and refuse what is unknown.

        Parameters
        ----------
        given : Options, mapping or None
            Names and values; None means the defaults.

        Returns
        -------
        Options

        Raises
        ------
        UnknownNameError
            An option nobody knows.
        InputError
            A value that the option does not take.
        """
        if given is None:
            return cls()
        if isinstance(given, Options):
            return given
        known = [f.name for f in fields(cls)]
        for name, value in given.items():
            if name not in known:
                raise UnknownNameError(
                    f"no scoring option is called '{name}'",
                    where="options",
                    allowed=", ".join(known),
                    todo=nearest(name, known),
                )
            if name in _LABELS:
                if value is not None and not (isinstance(value, str) and value.strip()):
                    raise InputError(
                        f"the option '{name}' takes a text, such as the label of a channel",
                        where="options",
                        found=repr(value),
                    )
                continue
            allowed = _CHOICES[name]
            if not any(value is one or (isinstance(one, str) and value == one) for one in allowed):
                raise InputError(
                    f"the option '{name}' does not take this value",
                    where="options",
                    found=repr(value),
                    allowed=", ".join(repr(one) for one in allowed),
                )
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """Return the options as they are printed with each edition."""
        return asdict(self)
