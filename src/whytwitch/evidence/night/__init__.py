"""The night: leg movements scored as a sleep laboratory would, by both rule books.

The public face is :func:`score_night`; everything it needs is imported when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["figure_data", "findings_from_night", "findings_from_nights", "score_night"]

PathLike = str | Path


def score_night(
    path: PathLike,
    events: PathLike | Sequence[PathLike] | None = None,
    legs: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Score the leg movements of one night by WASM 2016 and AASM 3.

    Parameters
    ----------
    path : str or Path
        A recording (EDF, EDF+C, EDF+D, BDF), an event list (plain CSV, Noxturnal, REMlogic, Profusion or NSRR XML, WFDB
        annotations, EDF+ annotations) or a DOMINO folder. An event list alone is scored without a signal.
    events : str, Path or sequence of them, optional
        Event lists for the recording. They win over the recording's own annotations, kind by kind.
    legs : mapping, optional
        Which channel is which leg: ``{"left": "EMG3", "right": "EMG4"}``; a mapping
        ``{"channel": "EMG3", "unit": "uV"}`` in place of the label also confirms a unit that the file does not give.
    options : mapping, optional
        See :class:`whytwitch.evidence.night.options.Options`.

    Returns
    -------
    dict
        The night as ``whytwitch night FILE --json`` prints it; times in seconds from the start of the recording. Its
        JSON Schema is :func:`whytwitch.model.night.night_schema`. A figure that cannot be worked out is None.

    Raises
    ------
    whytwitch.errors.InputError
        One of its children, with one sentence: what is wrong, where, what is allowed, what to do.

    Examples
    --------
    >>> night = score_night("night.edf")  # doctest: +SKIP
    >>> night["editions"]["wasm2016"]["indices"]["plms_per_h"]  # doctest: +SKIP
    38.571429
    """
    from whytwitch.evidence.night.assemble import build
    from whytwitch.evidence.night.options import Options

    given: Sequence[PathLike] = [] if events is None else [events] if isinstance(events, str | Path) else events
    night = build(Path(path), [Path(p) for p in given], legs, Options.make(options))
    return night.model_dump(by_alias=True, mode="json")


def findings_from_night(night: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say what a night adds to the clinical picture; see :mod:`whytwitch.evidence.night.findings`."""
    from whytwitch.evidence.night.findings import findings_from_night as make

    return make(night)


def findings_from_nights(nights: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Say what all nights of one person add to the picture; see :mod:`whytwitch.evidence.night.findings`."""
    from whytwitch.evidence.night.findings import findings_from_nights as make

    return make(nights)


def figure_data(night: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a figure of the night needs; see :mod:`whytwitch.evidence.night.figure`."""
    from whytwitch.evidence.night.figure import figure_data as make

    return make(night)
