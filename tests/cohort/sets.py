"""Stand-ins for public sets of scored nights, in their layouts: generated here, nobody's data."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from edfio import Edf, EdfAnnotation

from whytwitch.evidence.night.simulate import Burst, Plan, series, write

Marked = Sequence[tuple[str, float, float]]
HOURS = 0.3
STAGES = [(30.0 * i, 30.0, "W" if i < 4 else "N2") for i in range(int(HOURS * 120))]


def bursts(seed: int = 3) -> list[Burst]:
    """Two series and a few lone movements."""
    chance = random.Random(seed)
    made = series("left", 150.0, 12, 24.0) + series("right", 500.0, 10, 31.0)
    return made + [Burst("left", 850.0 + 40 * i + chance.uniform(0, 5), 2.0) for i in range(4)]


def recording(path: Path, labels: dict[str, str], *, staged: bool = False, hz: int = 200) -> list[Burst]:
    """A recording without any mark of a person, unless its stages are wanted in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = bursts()
    write(Plan(hours=HOURS, bursts=made, stages=STAGES if staged else (), labels=labels, rate_hz=hz), path)
    return made


def scorer(seed: int, made: Sequence[Burst], miss: float, more: int = 0) -> Marked:
    """What a person marked: edges a little off, some missed, some that are none."""
    chance = random.Random(seed)
    kept = [
        (b.leg, b.onset_s + chance.uniform(-0.1, 0.1), b.duration_s + chance.uniform(-0.1, 0.2))
        for b in made
        if chance.random() >= miss
    ]
    return sorted([*kept, *(("right", 130.0 + 7.0 * i, 1.0) for i in range(more))], key=lambda mark: mark[1])


def psg_ipa(folder: Path, scorers: dict[str, Marked] | None = None) -> None:
    """``Limb_movements`` with one night and three scorers, each an EDF+ file of annotations only."""
    root = folder / "Limb_movements"
    made = recording(root / "PSG" / "SN1_LimbMovements.edf", {"left": "EMG LAT", "right": "EMG RAT"}, hz=256)
    for name, marks in (
        scorers or {"scorer1": scorer(1, made, 0), "scorer2": scorer(2, made, 0.2), "scorer10": scorer(3, made, 0, 5)}
    ).items():
        path = root / "Annotations" / "manual" / f"SN1_LimbMovements_manual_{name}.edf"
        path.parent.mkdir(parents=True, exist_ok=True)
        notes = [EdfAnnotation(on, length, f"Sleep stage {stage}") for on, length, stage in STAGES]
        where = {"left": "emg lat", "right": "emg rat"}
        notes += [EdfAnnotation(round(on, 3), round(n, 3), f"limb movement@@{where[leg]}") for leg, on, n in marks]
        Edf([], annotations=sorted(notes, key=lambda one: one.onset)).write(str(path))


def cap(folder: Path, marked: bool) -> None:
    """``plm1.edf`` with REMlogic text: stages and CAP phases; movements only when asked."""
    made = recording(folder / "plm1.edf", {"left": "TIB Sx", "right": "TIB Dx"})
    data = (folder / "plm1.edf").read_bytes()
    (folder / "plm1.edf").write_bytes(data[:168] + b"01.01.2622.00.00" + data[184:])
    rows = [(on, f"S{2 if stage == 'N2' else 0}", "SLEEP-S2" if stage == "N2" else "SLEEP-S0", length, "ROC-LOC")
            for on, length, stage in STAGES] + [(400.0, "S2", "MCAP-A1", 8.0, "EEG-C4-A1")]  # fmt: skip
    if marked:
        rows += [
            (b.onset_s, "S2", "LEG-MOVEMENT", b.duration_s, "TIB Sx" if b.leg == "left" else "TIB Dx") for b in made
        ]
    lines = ["RemLogic Event Export", "Patient:\tnobody", "Recording Date:\t01/01/2026", "",
             "Sleep Stage\tPosition\tTime [hh:mm:ss.xxx]\tEvent\tDuration[s]\tLocation"]  # fmt: skip
    for on, stage, event, length, place in sorted(rows):
        clock = f"{22 + int(on // 3600):02d}:{int(on % 3600 // 60):02d}:{on % 60:06.3f}"
        lines.append(f"{stage}\tUnknown Position\t{clock}\t{event}\t{length:g}\t{place}")
    (folder / "plm1.txt").write_text("\n".join(lines) + "\n")


def nsrr(folder: Path) -> None:
    """``polysomnography`` with one night and its XML, as the National Sleep Research Resource lays it out."""
    made = recording(folder / "polysomnography" / "edfs" / "set-0001.edf", {"left": "Leg"})
    events = [("Stages|Stages", "Wake|0" if stage == "W" else "Stage 2 sleep|2", on, n) for on, n, stage in STAGES]
    events += [
        (
            "Limb Movement|Limb Movement",
            f"Limb movement - {b.leg}|Limb Movement ({b.leg.title()})",
            b.onset_s,
            b.duration_s,
        )
        for b in made
        if b.leg == "left"
    ]
    scored = "".join(
        f"<ScoredEvent><EventType>{kind}</EventType><EventConcept>{name}</EventConcept><Start>{on}</Start>"
        f"<Duration>{n}</Duration></ScoredEvent>"
        for kind, name, on, n in events
    )
    path = folder / "polysomnography" / "annotations-events-nsrr" / "set-0001-nsrr.xml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "<?xml version='1.0' encoding='UTF-8'?><PSGAnnotation><SoftwareVersion>Compumedics</SoftwareVersion>"
        f"<EpochLength>30</EpochLength><ScoredEvents>{scored}</ScoredEvents></PSGAnnotation>"
    )
