"""The types of one night: a recording that never changes, and scorings that lie on top of it.

A :class:`Recording` describes the file. A :class:`Scoring` is one opinion about it: by this program, by a person,
or by a person who edited an earlier scoring (``parent``). Several scorings of one recording stand side by side.
:class:`Night` is what ``whytwitch night FILE --json`` prints; its JSON Schema is :func:`night_schema`.

All times are seconds from the start of the recording.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from whytwitch.model.base import Frozen

Side = Literal["left", "right", "both", "unknown"]
Stage = Literal["W", "N1", "N2", "N3", "R"]
Origin = Literal["auto", "human"]

SLEEP_STAGES: frozenset[str] = frozenset({"N1", "N2", "N3", "R"})


class Leg(Frozen):
    """One leg channel as the file describes it."""

    label: str
    side: Side
    rate_hz: float | None = None
    unit: str | None = None
    step_uv: float | None = Field(default=None, description="size of one digital step in microvolt")
    scorable_h: float | None = Field(default=None, description="hours in which a movement could have been seen")


class Recording(Frozen):
    """The file itself. Immutable: a changed file is another recording."""

    id: str = Field(description="sha256 of the file's bytes (of all files, for a folder)")
    start: str | None = Field(description="local clock time of the first sample, ISO 8601; null when unknown")
    hours: float = Field(ge=0, description="hours of data; gaps do not count")
    legs: tuple[Leg, ...] = ()


class StageSpan(Frozen):
    """A stretch of one sleep stage."""

    from_s: float
    to_s: float
    stage: Stage


class Staging(Frozen):
    """What a staging program did: which program, from which channels, how sure of each half minute."""

    program: str
    version: str
    classifier: str = Field(description="name of the trained classifier's file")
    classifier_sha256: str
    channels: dict[str, str] = Field(description="eeg, eog, chin: the labels that were used")
    trained_on: str
    agreement: str = Field(description="published agreement with scorers; not measured on this recording")
    source: str
    epoch_s: float = 30.0
    epochs: tuple[tuple[float, Stage, float], ...] = Field(
        default=(), description="start (s), stage, and the probability the program gave it, for each epoch"
    )
    mean_confidence: float
    unsure: float = Field(description="share of epochs whose likeliest stage has a probability under 0.5")
    confidence_by_stage: dict[str, float | None] = Field(default_factory=dict)
    left_out: int = Field(default=0, description="epochs that were not staged because the signal was unusable")


class Sleep(Frozen):
    """Where the sleep stages came from, and how long sleep and wake lasted."""

    source: Literal["annotations", "events", "yasa", "none"]
    tst_h: float | None
    wake_h: float | None
    unstaged_h: float | None = Field(default=None, description="recorded hours that nobody staged")
    stages: tuple[StageSpan, ...] = ()
    staging: Staging | None = Field(default=None, description="the staging program; null for a scorer's stages")
    not_staged: str | None = Field(default=None, description="why the staging program gave no stages")


class LegMovement(Frozen):
    """One movement of one leg, before legs are combined."""

    # Thousands are made for a night and all come from our own readers and detector: not stripped, not copied.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)

    id: str
    leg: Side
    onset_s: float
    duration_s: float
    morphology: bool | None = Field(description="median rule of WASM 2016; null when there is no signal to look at")
    origin: Origin

    @property
    def offset_s(self) -> float:
        """End of the movement, seconds from the start of the recording."""
        return self.onset_s + self.duration_s


class Candidate(Frozen):
    """One movement as an edition counts it: one leg, or both combined."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)

    id: str
    members: tuple[str, ...]
    onset_s: float
    duration_s: float
    stage: Stage | None
    leg: Side
    clm: bool = Field(description="counts for a series: a CLM (WASM 2016), an LM (AASM 3)")
    excluded: str | None = Field(default=None, description="why it does not count, in words")
    respiratory: bool
    arousal: bool
    series: str | None = None
    series_nr: str | None = Field(default=None, description="its series once respiratory movements are removed")


class Series(Frozen):
    """A run of periodic movements."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    from_: str = Field(alias="from")
    to: str
    count: int = Field(ge=4)


class Edition(Frozen):
    """One rule book applied to the movements of one scoring."""

    options: dict[str, Any]
    candidates: tuple[Candidate, ...]
    series: tuple[Series, ...]
    series_nr: tuple[Series, ...] = ()
    indices: dict[str, Any]


class Span(Frozen):
    """Time in which a leg could not be scored."""

    from_s: float
    to_s: float
    leg: Side
    why: str


class Scorer(Frozen):
    """Who or what made a scoring."""

    kind: Literal["software", "person"]
    name: str
    version: str | None = None


class Scoring(Frozen):
    """One opinion about the leg movements of one recording.

    An edit never changes a scoring: it makes a child whose ``parent`` is the scoring that was edited.
    """

    id: str
    recording: str = Field(description="id of the recording that was scored")
    parent: str | None = None
    by: Scorer
    options: dict[str, Any] = Field(default_factory=dict)
    movements: tuple[LegMovement, ...] = ()


class ScoringNote(Frozen):
    """What the night says about the scoring that its movements came from."""

    id: str
    parent: str | None
    by: Scorer


class Editions(Frozen):
    """Both rule books on the same movements."""

    wasm2016: Edition
    aasm3: Edition


class Night(Frozen):
    """The whole answer of ``whytwitch night``."""

    recording: Recording
    scoring: ScoringNote
    sleep: Sleep
    lms: tuple[LegMovement, ...]
    editions: Editions
    other_movements: dict[str, Any] = Field(default_factory=dict)
    eeg: dict[str, Any] = Field(default_factory=dict, description="EEG around the movements, for an expert to look at")
    why_they_differ: tuple[str, ...]
    unscorable: tuple[Span, ...]
    warnings: tuple[str, ...]


def night_schema() -> dict[str, Any]:
    """Return the JSON Schema of the night, generated from the types.

    Returns
    -------
    dict
        JSON Schema (draft 2020-12) with the field names that stand in the printed JSON.
    """
    return Night.model_json_schema(by_alias=True, mode="serialization")
