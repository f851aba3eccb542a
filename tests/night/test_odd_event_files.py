"""One small night, told by forty programs: languages, clocks, decimal commas, epochs, XML and EDF+ annotations.

All files tell of the same three minutes, which begin at 23:59:00: W, N1, N2, N2, N3, R in epochs of 30 s; an apnoea at
65 s (12 s), an arousal at 78 s (5 s), a left leg movement at 80 s (1.5 s), a right one at 105 s (2 s).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.night.bad_files import Edf

from whytwitch.errors import FormatError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read.events import read_events
from whytwitch.evidence.night.read.marks import Marks

START = datetime(2026, 11, 25, 23, 59)
STAGES = ["W", "N1", "N2", "N2", "N3", "R"]
EVENTS = [("apnea", 65.0, 12.0), ("arousal", 78.0, 5.0), ("left", 80.0, 1.5), ("right", 105.0, 2.0)]

WORDS = {
    "en": ["Wake", "N1", "N2", "N3", "REM", "Obstructive Apnea", "Arousal", "Leg Movement Left", "Leg Movement Right"],
    "de": ["Wach", "N1", "N2", "N3", "REM-Schlaf", "Obstruktive Apnoe", "Weckreaktion", "Beinbewegung links",
           "Beinbewegung der rechten Seite"],
    "fr": ["Éveil", "N1", "N2", "N3", "Sommeil paradoxal", "Apnée obstructive", "Micro-éveil",
           "Mouvement d'une jambe gauche", "Mouvement de l'extrémité droite"],
    "es": ["Vigilia", "Estadio N1", "Estadio N2", "Estadio N3", "Sueño REM", "Apnea obstructiva", "Microdespertar",
           "Movimiento de pierna izquierda", "Movimiento de pierna derecha"],
    "nl": ["Waak", "Stadium 1", "Stadium 2", "Stadium 3", "REM-slaap", "Obstructieve apneu", "Ontwaakreactie",
           "Beenbeweging links", "Beenbeweging rechts"],
    "it": ["Veglia", "Stadio N1", "Stadio N2", "Stadio N3", "Sonno REM", "Apnea ostruttiva", "Microrisveglio",
           "Movimento gamba sinistra", "Movimento gamba dx"],
    "pt": ["Vigília", "Estágio N1", "Estágio N2", "Estágio N3", "Sono REM", "Apneia obstrutiva", "Microdespertar",
           "Movimento da perna esquerda", "Movimento da perna direita"],
    "remlogic": ["SLEEP-S0", "SLEEP-S1", "SLEEP-S2", "SLEEP-S3", "SLEEP-REM", "APNEA-OBSTRUCTIVE", "AROUSAL",
                 "LM-Left", "LM-Right"],
    "nihon": ["Stage - W", "Stage - N1", "Stage - N2", "Stage - N3", "Stage - R", "Obst. Apnea", "Arousal - RESP",
              "LM L", "LM R"],
    "short": ["StageW", "Stage1", "Stage2", "Stage3", "StageR", "Hypopnea 4% desat", "EEG arousal", "LLM", "RLM"],
    "digits": ["0", "1", "2", "3", "5", "Mixed Apnea (MA)", "Arousal (ARO RES)", "PLM (Left)", "PLM (Right)"],
}  # fmt: skip


@dataclass
class Way:
    """How a program writes its list."""

    head: str
    words: str = "en"
    cells: str = "start,end,event,duration"
    time: Callable[[float], str] = lambda s: f"{START + timedelta(seconds=s):%d/%m/%Y %H:%M:%S.%f}"[:-3]
    length: Callable[[float], str] = lambda s: f"{s:g}"
    delimiter: str = ","
    encoding: str = "utf-8"
    above: str = ""
    extra: list[str] = field(default_factory=list)

    def bytes(self) -> bytes:
        """Return the file."""
        w = self.words if isinstance(self.words, list) else WORDS[self.words]
        rows = [(30.0 * i, 30.0, w[{"W": 0, "N1": 1, "N2": 2, "N3": 3, "R": 4}[s]]) for i, s in enumerate(STAGES)]
        rows += [(on, d, w[5 + i]) for i, (_, on, d) in enumerate(EVENTS)]
        lines = [self.head]
        for on, d, word in sorted(rows, key=lambda r: r[0]):
            cell = {"start": self.time(on), "end": self.time(on + d), "event": word, "duration": self.length(d),
                    "date": f"{START + timedelta(seconds=on):%d.%m.%Y}", "none": ""}  # fmt: skip
            cells = [cell[name] for name in self.cells.split(",")]
            lines.append(self.delimiter.join(f'"{c}"' if self.delimiter in c else c for c in cells))
        return (self.above + "\n".join([*lines, *self.extra]) + "\n").encode(self.encoding)


def at(form: str) -> Callable[[float], str]:
    """Return a writer of clock times; %f is milliseconds here."""
    return lambda s: (START + timedelta(seconds=s)).strftime(form.replace("%f", f"{int(s * 1000) % 1000:03d}"))


def comma(s: float) -> str:
    return f"{s:.2f}".replace(".", ",")


def hms(s: float) -> str:
    return f"{int(s) // 3600:02d}:{int(s) // 60 % 60:02d}:{s % 60:04.1f}"


def minutes(s: float) -> str:
    return f"{int(s) // 60:02d}:{s % 60:04.1f}"


WAYS = {
    "noxturnal english": Way("Start Time,End Time,Event,Duration"),
    "noxturnal german": Way("Startzeit;Endzeit;Ereignis;Dauer", "de", time=at("%d.%m.%Y %H:%M:%S,%f"), length=comma,
                            delimiter=";", encoding="utf-16"),
    "noxturnal french": Way("Heure de début;Heure de fin;Événement;Durée", "fr", length=comma, delimiter=";",
                            time=at("%d/%m/%Y %H:%M:%S,%f"), encoding="utf-16"),
    "noxturnal spanish": Way("Hora de inicio\tHora de fin\tEvento\tDuración", "es", delimiter="\t",
                             time=lambda s: at("%d/%m/%Y %I:%M:%S.%f ")(s) + ("p. m." if s < 60 else "a. m.")),
    "noxturnal dutch": Way("Starttijd;Eindtijd;Gebeurtenis;Duur", "nl", time=at("%d-%m-%Y %H:%M:%S.%f"), delimiter=";"),
    "noxturnal italian": Way("Ora di inizio;Ora di fine;Evento;Durata", "it", time=at("%d/%m/%Y %H.%M.%S,%f"),
                             length=comma, delimiter=";", encoding="cp1252"),
    "noxturnal portuguese": Way("Hora de início;Hora de fim;Evento;Duração", "pt", delimiter=";"),
    "american dates, twelve hours": Way("Start Time,End Time,Event,Duration", time=at("%m/%d/%Y %I:%M:%S.%f %p")),
    "twelve hours, no dates": Way("Time,Event,Duration", cells="start,event,duration", time=at("%I:%M:%S.%f %p")),
    "iso times": Way("start,end,event", cells="start,end,event", time=at("%Y-%m-%dT%H:%M:%S.%f")),
    "iso times with zone": Way("start,end,event", cells="start,end,event", time=at("%Y-%m-%dT%H:%M:%S.%f+01:00")),
    "year first": Way("Start Time,End Time,Event,Duration", time=at("%Y/%m/%d %H:%M:%S.%f")),
    "a date column": Way("Datum;Uhrzeit;Ereignis;Dauer [s]", "de", cells="date,start,event,duration", length=comma,
                         time=at("%H:%M:%S,%f"), delimiter=";"),
    "lengths as h:m:s": Way("Start Time,Event,Duration", cells="start,event,duration", length=hms),
    "lengths as m:s": Way("Start Time,Event,Duration", cells="start,event,duration", length=minutes),
    "lengths with their unit": Way("Start Time,Event,Duration", cells="start,event,duration",
        length=lambda s: f"{s} s"),
    "lengths in milliseconds": Way("onset (ms),duration (ms),event", cells="start,duration,event",
                                   time=lambda s: f"{s * 1000:g}", length=lambda s: f"{s * 1000:g}"),
    "seconds, decimal comma": Way("Onset;Duration;Description", cells="start,duration,event", time=comma, length=comma,
                                  delimiter=";"),
    "seconds, comma in quotes": Way("onset,duration,annotation", cells="start,duration,event", time=comma,
                                    length=comma),
    "elapsed h:m:s": Way("Elapsed time,Event,Duration", cells="start,event,duration", time=hms),
    "time from start with end": Way("Time from start\tEnd\tEvent", cells="start,end,event", time=hms, delimiter="\t"),
    "mne": Way("onset,duration,description", "nihon", cells="start,duration,event", time=lambda s: f"{s:.3f}"),
    "bids": Way("onset\tduration\ttrial_type\tvalue", "short", cells="start,duration,none,event", delimiter="\t",
                time=lambda s: f"{s:g}"),
    "remlogic": Way("Sleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation", "remlogic",
                    cells="none,none,start,event,duration,none", time=at("%H:%M:%S"), delimiter="\t",
                    above="RemLogic Event Export\nPatient:\tX\n\n"),
    "remlogic, milliseconds and other columns": Way(
        "Event\tDuration[s]\tTime [hh:mm:ss.xxx]\tLocation", "remlogic", cells="event,duration,start,none",
        time=at("%H:%M:%S.%f"), delimiter="\t", encoding="utf-16"),
    "remlogic with dots": Way("Time [hh:mm:ss]\tEvent\tDuration[s]", "remlogic", cells="start,event,duration",
                              time=at("%H.%M.%S"), delimiter="\t"),
    "codes": Way("time,event,duration", "digits", cells="start,event,duration", time=at("%H:%M:%S.%f")),
    "body movements and awakenings are no stages": Way(
        "onset,duration,event", cells="start,duration,event", time=lambda s: f"{s:g}",
        extra=["70,12,Movement", "128.5,15,Awakening", "95,3,Unknown"]),
    "repeated header and empty lines": Way(
        "onset,duration,event", cells="start,duration,event", time=lambda s: f"{s:g}",
        extra=["", "onset,duration,event", ",,"]),
    "with other events": Way(
        "onset,duration,event", cells="start,duration,event", time=lambda s: f"{s:g}",
        extra=["66,20,SpO2 desaturation", "10,3,Snore", "0,180,Position - Left", "0,0,Lights Off", "90,2,PLM index 3"]),
}  # fmt: skip


def check(marks: Marks) -> None:
    assert [(m.onset_s, m.stage) for m in marks.of("stage")] == [(30.0 * i, s) for i, s in enumerate(STAGES)]
    assert {m.duration_s for m in marks.of("stage")} <= {30.0, None, 0.0}
    for kind, wanted in (("respiratory", EVENTS[:1]), ("arousal", EVENTS[1:2]), ("movement", EVENTS[2:])):
        found = marks.of(kind)
        assert [m.onset_s for m in found] == pytest.approx([on for _, on, _ in wanted], abs=1e-3)
        assert [m.duration_s for m in found] == pytest.approx([d for _, _, d in wanted], abs=1e-3)
    assert [m.side for m in marks.of("movement")] == ["left", "right"]


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_table_tells_the_same_night(tmp_path: Path, name: str) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(WAYS[name].bytes())
    check(read_events(path))


@pytest.mark.parametrize("epoch", [20, 30])
@pytest.mark.parametrize("first", [0, 1])
def test_numbered_epochs(tmp_path: Path, epoch: int, first: int) -> None:
    rows = "".join(f"{i + first},{s}\n" for i, s in enumerate(STAGES))
    path = tmp_path / "stages.csv"
    path.write_text(f"Epoch length: {epoch} s\nEpoch,Stage\n{rows}")
    assert [(m.onset_s, m.duration_s, m.stage) for m in read_events(path).of("stage")] == [
        (epoch * i, epoch, s) for i, s in enumerate(STAGES)
    ]


def test_numbered_epochs_of_unknown_length_are_said(tmp_path: Path) -> None:
    path = tmp_path / "stages.csv"
    path.write_text("Epoch,Stage\n1,W\n2,N1\n3,N2\n")
    marks = read_events(path)
    assert [m.onset_s for m in marks.of("stage")] == [0, 30, 60]
    assert any("30 s each" in w for w in marks.warnings)


def test_an_end_before_its_start_is_no_event_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("Start Time,End Time,Event\n23:59:00,23:59:30,N2\n23:59:10,23:59:09,Leg movement\n")
    marks = read_events(path)
    assert not marks.of("movement")
    assert any("end before they start" in w for w in marks.warnings)


def test_a_length_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("onset,duration,event\n0,30,N2\n10,about two,Leg movement\n")
    assert any("1 durations" in w for w in read_events(path).warnings)


def test_clocks_set_back_are_said(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("Time,Event,Duration\n01:59:00,N2,30\n02:59:30,N2,30\n02:00:00,N2,30\n02:30:00,N2,30\n")
    assert any("set back" in w for w in read_events(path).warnings)


@pytest.mark.parametrize(
    "rows",
    ['"1,200.5",30,N2\n"1,230",1.5,LM\n', '990,30,N2\n"1,020",30,N3\n"1,230",1.5,LM\n',
     '"1.200,5",30,N2\n"1.230,0",1.5,LM\n'],
)  # fmt: skip
def test_thousands_are_grouped(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text("onset,duration,event\n" + rows)
    assert read_events(path).of("movement")[0].onset_s == 1230


@pytest.mark.parametrize("first", [46351.9375, 0.9375])
def test_day_numbers_of_a_spreadsheet_are_refused(tmp_path: Path, first: float) -> None:
    path = tmp_path / "events.csv"
    path.write_text("Time,Event,Duration\n" + "".join(f"{first + i * 30 / 86400},N2,30\n" for i in range(9)))
    with pytest.raises(FormatError, match="spreadsheet"):
        read_events(path)


def test_a_long_night_sorted_by_kind_stays_one_night(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    hours = "".join(f"{(20 + h) % 24:02d}:00:00,N2,30\n" for h in range(15))
    path.write_text(f"Time,Event,Duration\n{hours}20:10:00,LM,1\n")
    assert read_events(path).of("movement")[0].onset_s == 600


def test_times_from_zero_are_not_taken_for_times_of_day(tmp_path: Path) -> None:
    recording = Edf().write(tmp_path / "night.edf")  # begins at 22:30 and lasts two minutes
    path = tmp_path / "events.csv"
    path.write_text("Time,Event,Duration\n00:00:00,N2,30\n00:00:30,N2,30\n00:01:00,N2,30\n00:01:30,W,30\n")
    night = score_night(recording, events=path)
    assert [(s["stage"], s["from_s"], s["to_s"]) for s in night["sleep"]["stages"]] == [("N2", 0, 90), ("W", 90, 120)]
    assert any("time from its start" in w for w in night["warnings"])


def profusion(names: list[str], tag: str = "") -> str:
    rows = "".join(
        f"<ScoredEvent><Name>{name}</Name><Start>{on}</Start><Duration>{d}</Duration><Input>{tag}</Input></ScoredEvent>"
        for name, (_, on, d) in zip(names, EVENTS, strict=True)
    )
    codes = "".join(f"<SleepStage>{c}</SleepStage>" for c in (0, 1, 2, 2, 3, 5))
    return (f'<?xml version="1.0" encoding="UTF-8"?><CMPStudyConfig><EpochLength>30</EpochLength><ScoredEvents>{rows}'
            f"</ScoredEvents><SleepStages>{codes}</SleepStages></CMPStudyConfig>")  # fmt: skip


def nsrr(names: list[str]) -> str:
    def one(kind: str, concept: str, on: float, d: float) -> str:
        return (f"<ScoredEvent><EventType>{kind}</EventType><EventConcept>{concept}</EventConcept>"
                f"<Start>{on}</Start><Duration>{d}</Duration></ScoredEvent>")  # fmt: skip

    stages = [("Wake|0", 0), ("Stage 1 sleep|1", 30), ("Stage 2 sleep|2", 60), ("Stage 2 sleep|2", 90),
              ("Stage 3 sleep|3", 120), ("REM sleep|5", 150)]  # fmt: skip
    rows = [one("", "Recording Start Time", 0, 180)]
    rows += [one("Stages|Stages", concept, on, 30) for concept, on in stages]
    rows += [one("x|x", name, on, d) for name, (_, on, d) in zip(names, EVENTS, strict=True)]
    return f'<?xml version="1.0"?><PSGAnnotation><ScoredEvents>{"".join(rows)}</ScoredEvents></PSGAnnotation>'


@pytest.mark.parametrize(
    "content",
    [
        profusion(["Obstructive Apnea", "Arousal (ARO SPONT)", "Limb Movement (Left)", "Limb Movement (Right)"]),
        profusion(["Hypopnea", "Arousal (ASDA)", "PLM (Left)", "PLM (Right)"]).replace("65.0", "65,0"),
        profusion(["Unsure", "Arousal", "Left Leg Movement", "Leg Movement R"]).replace("Unsure", "Central Apnea"),
        nsrr(["Obstructive apnea|Obstructive Apnea", "Arousal|Arousal ()", "Limb movement - left|Limb Movement (Left)",
              "Limb movement - right|Limb Movement (Right)"]),
        nsrr(["Hypopnea|Hypopnea", "ASDA arousal|Arousal (ASDA)", "Periodic leg movement - left|PLM (Left)",
              "Periodic leg movement - right|PLM (Right)"]),
    ],
)  # fmt: skip
def test_xml_tells_the_same_night(tmp_path: Path, content: str) -> None:
    path = tmp_path / "night.xml"
    path.write_text(content, encoding="utf-8")
    check(read_events(path))


VENDORS = {
    "edf plus": ["Sleep stage W", "Sleep stage N1", "Sleep stage N2", "Sleep stage N3", "Sleep stage R",
                 "Obstructive apnea", "EEG arousal", "Limb movement left", "Limb movement right"],
    "sleep-edf": ["Sleep stage W", "Sleep stage 1", "Sleep stage 2", "Sleep stage 3", "Sleep stage R", "Hypopnea",
                  "Arousal", "LM left", "LM right"],
    "grael": ["W", "N1", "N2", "N3", "R", "Obstructive Apnea", "Arousal", "Leg movement (L)", "Leg movement (R)"],
    "nihon kohden": WORDS["nihon"], "stage words run together": WORDS["short"], "german": WORDS["de"],
    "french": WORDS["fr"], "underscores": ["Sleep_stage_W", "Sleep_stage_N1", "Sleep_stage_N2", "Sleep_stage_N3",
    "Sleep_stage_REM", "Hypopnea with arousal", "arousal_standard", "LegMovement_Left", "PeriodicLegMovement_Right"],
}  # fmt: skip


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_edf_annotations_of_many_vendors_tell_the_same_night(tmp_path: Path, vendor: str) -> None:
    w = VENDORS[vendor]
    rows = [(30.0 * i, 30.0, w[{"W": 0, "N1": 1, "N2": 2, "N3": 3, "R": 4}[s]]) for i, s in enumerate(STAGES)]
    rows += [(on, d, w[5 + i]) for i, (_, on, d) in enumerate(EVENTS)]
    notes = [b"+%g\x15%g\x14%s\x14\x00" % (on, d, word.encode()) for on, d, word in rows]
    file = Edf(reserved="EDF+C", records=180, record_starts=[float(i) for i in range(180)], notes=notes)
    check(read_events(file.write(tmp_path / "night.edf")))
