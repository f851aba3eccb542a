"""Compumedics Profusion XML and the NSRR's annotation XML, read as a stream without entities or document types."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.parsers import expat

from whytwitch.errors import FormatError
from whytwitch.evidence.night.read import clock, text, words
from whytwitch.evidence.night.read.cells import number
from whytwitch.evidence.night.read.marks import MARKS_MAX, Mark, Marks

_DEPTH_MAX = 32
_PROFUSION_STAGES = {"0": "W", "1": "N1", "2": "N2", "3": "N3", "4": "N3", "5": "R"}


def looks_like(data: bytes) -> bool:
    """Say whether bytes begin as XML does."""
    head = data[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith((b"<?xml", b"<CMPStudyConfig", b"<PSGAnnotation"))


def read(path: Path) -> Marks:
    """Read a Profusion or NSRR annotation file.

    Parameters
    ----------
    path : Path
        XML; a document type or an entity in it is refused.

    Returns
    -------
    Marks
        Limb names that stand only in the settings of a Profusion file are not read: they are no marks.

    Raises
    ------
    FormatError
        Broken XML, another kind of XML, or one that tries to define entities.
    """
    reader = _Reader(path.name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.buffer_text = True
    try:
        parser.Parse(text.read_bytes(path), True)
    except expat.ExpatError as error:
        raise FormatError(
            "this XML is broken", where=f"{path.name}, line {error.lineno}", found=expat.errors.messages[error.code]
        ) from None
    return reader.finish()


class _Reader:
    """Collect events and stages while the parser walks through the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path: list[str] = []
        self.text: list[str] = []
        self.event: dict[str, str] | None = None
        self.epoch = 30.0
        self.stages: list[str] = []
        self.marks = Marks(format="XML")
        self.root = ""

    def refuse(self, *_: Any) -> None:
        raise FormatError("this XML defines a document type or entities, which no scoring file needs", where=self.name)

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.path.append(tag)
        if len(self.path) > _DEPTH_MAX:
            raise FormatError("this XML is nested too deeply", where=self.name, allowed=f"{_DEPTH_MAX} levels")
        self.root = self.root or tag
        self.text = []
        if tag == "ScoredEvent":
            self.event = {}

    def characters(self, data: str) -> None:
        if len(self.text) < 1000:
            self.text.append(data)

    def end(self, tag: str) -> None:
        value = "".join(self.text).strip()
        self.text = []
        self.path.pop()
        if tag == "ScoredEvent" and self.event is not None:
            self._event(self.event)
            self.event = None
        elif self.event is not None:
            self.event[tag] = value
        elif tag == "EpochLength":
            self.epoch = number(value) or 30.0
        elif tag == "SleepStage" and len(self.stages) < MARKS_MAX:
            self.stages.append(value)

    def _event(self, event: dict[str, str]) -> None:
        concept = event.get("EventConcept") or event.get("Name") or event.get("EventType") or ""
        start = number(event.get("Start", ""))
        duration = number(event.get("Duration", ""))
        if "Recording Start Time" in concept:
            of_day = clock.clock(event.get("ClockTime", "").split(" ")[-1])  # "00.00.00 22.15.00": the date is hidden
            self.marks.clock = of_day[0] if of_day else None
            if duration:
                self.marks.end_s = duration
            return
        if start is None or start < 0 or (duration is not None and duration < 0) or len(self.marks.marks) >= MARKS_MAX:
            self.marks.ignore("(an event without a usable time)")
            return
        end = start + (duration or 0.0)
        self.marks.end_s = max(self.marks.end_s or 0.0, end)
        name, _, detail = concept.partition("|")
        if event.get("EventType", "").startswith("Stages"):
            stage = _PROFUSION_STAGES.get(detail) or words.stage(name) or "?"
            self.marks.marks.append(Mark(start, duration, "stage", stage))
            return
        kind, stage, side = words.kind(name, bare_stage=False)
        if kind in (None, "stage", "maybe_stage"):
            self.marks.ignore(name)
            return
        if kind in ("movement", "plm") and side == "unknown":
            side = words.side(event.get("SignalLocation", "") or event.get("Input", ""))
        self.marks.marks.append(Mark(start, duration, kind, stage, side))

    def finish(self) -> Marks:
        """Return what was collected."""
        if self.root not in ("CMPStudyConfig", "PSGAnnotation"):
            raise FormatError(
                "this XML is neither a Profusion nor an NSRR scoring",
                where=self.name,
                found=f"<{self.root}>",
                allowed="<CMPStudyConfig> or <PSGAnnotation>",
            )
        self.marks.format = "Profusion XML" if self.root == "CMPStudyConfig" else "NSRR XML"
        for i, code in enumerate(self.stages):
            self.marks.marks.append(Mark(i * self.epoch, self.epoch, "stage", _PROFUSION_STAGES.get(code, "?")))
        if self.stages:
            self.marks.end_s = max(self.marks.end_s or 0.0, len(self.stages) * self.epoch)
        return self.marks
