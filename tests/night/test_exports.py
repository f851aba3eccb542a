"""What laboratories write: words of many languages, channel labels, and tables from many exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read import legs, words

WORDS = [
    ("Wach", "stage", "W"), ("Wakker", "stage", "W"), ("Vigília", "stage", "W"), ("Acordado", "stage", "W"),
    ("Despierto", "stage", "W"), ("Veglia", "stage", "W"), ("Sveglio", "stage", "W"), ("Våken", "stage", "W"),
    ("Vågen", "stage", "W"), ("Valve", "stage", "W"), ("Hereillä", "stage", "W"), ("Éveil", "stage", "W"),
    ("Eveillé", "stage", "W"), ("Бодрствование", "stage", "W"), ("覚醒", "stage", "W"), ("清醒", "stage", "W"),
    ("REM", "stage", "R"), ("Sleep stage R", "stage", "R"), ("Stage - R", "stage", "R"),
    ("Sleep stage 1", "stage", "N1"), ("Stage 4 sleep", "stage", "N3"), ("SLEEP-S0", "stage", "W"),
    ("SLEEP-MT", "stage", "?"), ("SLEEP-UNSCORED", "stage", "?"), ("Sleep stage ?", "stage", "?"),
    ("Stage N1", "stage", "N1"), ("NREM 2", "stage", "N2"), ("Sommeil lent profond", "stage", "N3"),
    ("Leichtschlaf", "stage", "N2"), ("Tiefschlaf", "stage", "N3"), ("Obstructive Apnea", "respiratory", ""),
    ("Apnée obstructive", "respiratory", ""), ("Apnea obstruttiva", "respiratory", ""),
    ("Apneia obstrutiva", "respiratory", ""), ("Obstruktive Apnoe", "respiratory", ""),
    ("Hypopnoe", "respiratory", ""), ("Hypopnée", "respiratory", ""), ("Ipopnea", "respiratory", ""),
    ("Hipopnea", "respiratory", ""), ("Hipopneia", "respiratory", ""), ("Hypopné", "respiratory", ""),
    ("Hypopnea - obstructive", "respiratory", ""), ("Apnoe", "respiratory", ""),
    ("Central apnoea", "respiratory", ""), ("Apnea centrale", "respiratory", ""), ("RERA", "respiratory", ""),
    ("Resp Arousal", "arousal", ""), ("Respiratory effort related arousal", "respiratory", ""),
    ("Apné", "respiratory", ""), ("Hypopnoea", "respiratory", ""), ("Obstr. apnea", "respiratory", ""),
    ("Zentrale Apnoe", "respiratory", ""), ("Gemischte Apnoe", "respiratory", ""), ("Апноэ", "respiratory", ""),
    ("Arousal", "arousal", ""), ("EEG arousal", "arousal", ""), ("Arousal|Arousal ()", "arousal", ""),
    ("Micro-éveil", "arousal", ""), ("Microdespertar", "arousal", ""), ("Alertamiento", "arousal", ""),
    ("Mikroarousal", "arousal", ""), ("Microrisveglio", "arousal", ""), ("Risveglio", "arousal", ""),
    ("Uppvaknande", "arousal", ""), ("Arousal (ARO SPONT)", "arousal", ""), ("ASDA arousal", "arousal", ""),
    ("LM Arousal", "arousal", ""), ("PLM Arousal", "arousal", ""), ("Despertar", "arousal", ""),
    ("Weckreaktion", "arousal", ""), ("Ontwaakreactie", "arousal", ""),
    ("Limb movement - left", "movement", "left"), ("Limb Movement (Left)", "movement", "left"),
    ("Leg Movement", "movement", "unknown"), ("LM", "movement", "unknown"),
    ("Beinbewegung", "movement", "unknown"), ("Beinbewegung links", "movement", "left"),
    ("Mouvement de jambe", "movement", "unknown"), ("Mouvement jambe gauche", "movement", "left"),
    ("Movimiento de pierna", "movement", "unknown"), ("Movimiento de pierna izquierda", "movement", "left"),
    ("Movimiento de las extremidades", "movement", "unknown"), ("Movimento della gamba", "movement", "unknown"),
    ("Movimento gamba sinistra", "movement", "left"), ("Movimento arto", "movement", "unknown"),
    ("Movimento da perna", "movement", "unknown"), ("Movimento de perna esquerda", "movement", "left"),
    ("Beenbeweging", "movement", "unknown"), ("Beenbeweging rechts", "movement", "right"),
    ("Benrörelse", "movement", "unknown"), ("Benbevægelse", "movement", "unknown"),
    ("Beinbevegelse", "movement", "unknown"), ("Jalan liike", "movement", "unknown"),
    ("Ruch kończyny", "movement", "unknown"), ("Pohyb končetiny", "movement", "unknown"),
    ("Limb Movement (Bilateral)", "movement", "both"), ("LM (left)", "movement", "left"),
    ("LM-L", "movement", "left"), ("LM R", "movement", "right"), ("LML", "movement", "left"),
    ("LLM", "movement", "left"), ("RLM", "movement", "right"), ("LLEG", "movement", "left"),
    ("Leg movement left", "movement", "left"), ("Mvt jambes", "movement", "unknown"),
    ("MJ", "movement", "unknown"), ("MJ gauche", "movement", "left"), ("Lm isolated", "movement", "unknown"),
    ("Isolated LM", "movement", "unknown"), ("ILM", "movement", "unknown"),
    ("Movimentos periódicos dos membros", "plm", "unknown"), ("PLM", "plm", "unknown"), ("PLMS", "plm", "unknown"),
    ("Periodic leg movement - left", "plm", "left"), ("MPJ", "plm", "unknown"), ("PLM Series", "plm", "unknown"),
    ("Periodische Beinbewegung", "plm", "unknown"), ("Движение ног", "movement", "unknown"),
    ("LM with arousal", "movement", "unknown"), ("PLM without arousal", "plm", "unknown"),
    ("Limb movement, no arousal", "movement", "unknown"), ("Arousal without PLM", "arousal", ""),
    ("Hypopnea (3% desat or arousal)", "respiratory", ""), ("Hypopnea - no desat", "respiratory", ""),
    ("Benbevægelse højre", "movement", "right"), ("Beinbevegelse venstre", "movement", "left"),
    ("Leg movement with arousal", "movement", "unknown"),
    ("LM-Arousal", "arousal", ""), ("Limb movement associated arousal", "arousal", ""),
    ("PLM with arousal", "plm", "unknown"), ("Desaturation", None, ""), ("SpO2 desaturation", None, ""),
    ("SpO2 artifact", None, ""), ("Snore", None, ""), ("Leg movement index", None, ""),
    ("Flow limitation", None, ""), ("Body position", None, ""), ("Supine", None, ""), ("Left", None, ""),
    ("Links", None, ""), ("Rechts", None, ""), ("Gauche", None, ""), ("Bradycardia", None, ""),
    ("Lights off", "lights_off", ""), ("Lights Out", "lights_off", ""), ("Licht aus", "lights_off", ""),
    ("Eye movement", None, ""), ("Body movement", None, ""), ("Arm movement", None, ""),
    ("Large body movement", None, ""), ("Bruxism", None, ""), ("Limb", None, ""), ("No leg movements", None, ""),
    ("Hypoventilation", None, ""), ("HypnoGram", None, ""), ("Right arm", None, ""), ("Start Recording", None, ""),
    ("Cheyne-Stokes", None, ""),
]  # fmt: skip
LABELS = [
    ("LAT", "left"), ("RAT", "right"), ("L LEG", "left"), ("LLEG", "left"), ("RLEG", "right"),
    ("EMG LLeg", "left"), ("Leg-L", "left"), ("LEG1", "first"), ("LEG2", "second"), ("Leg 1", "first"),
    ("Leg 2", "second"), ("EMG1-LAT", "left"), ("LAT1-LAT2", "left"), ("RAT1-RAT2", "right"), ("EMG LAT+", "left"),
    ("Tibialis links", "left"), ("Tib. ant. re", "right"), ("EMG Tib L", "left"), ("PLMl", "left"),
    ("PLMr", "right"), ("PLM l", "left"), ("PLM re", "right"), ("Bein li", "left"), ("Bein re", "right"),
    ("LEMG", None), ("Left Anterior Tibialis", "left"), ("Tibial Ant Izq", "left"), ("Tibial Ant Der", "right"),
    ("Pierna Izq", "left"), ("Pierna Der", "right"), ("Gamba sx", "left"), ("Gamba dx", "right"),
    ("Gamba destra", "right"), ("Perna Esq", "left"), ("Perna Dir", "right"), ("Been L", "left"),
    ("Been R", "right"), ("JambeG", "left"), ("JambeD", "right"), ("JAMB G", "left"), ("Jbe G", "left"),
    ("EMG Jambe Gauche", "left"), ("LTA", "left"), ("RTA", "right"), ("L-TA", "left"), ("EMG-LTA", "left"),
    ("LTIB", "left"), ("RTIB", "right"), ("Lt Leg", "left"), ("Leg Lt", "left"), ("LegL", "left"),
    ("LegR", "right"), ("L. Tib", "left"), ("EMG-Leg Left", "left"), ("LEFT LEG1", "left"), ("Leg/L", "left"),
    ("Legs", "both"), ("L/R Leg", "both"), ("PLM", "unknown"), ("Leg", "unknown"), ("EMG Leg", "unknown"),
    ("EMG-Tib", "unknown"), ("TIB", "unknown"), ("LLEG1-LLEG2", "left"), ("L Leg1", "left"), ("LeftLeg", "left"),
    ("left_leg", "left"), ("EMG.LLeg", "left"), ("Beine", "both"), ("Leg EMG L", "left"), ("Left Leg EMG", "left"),
    ("Tib L-Tib R", "both"), ("Chin", None), ("EMG Chin", None), ("ECG", None), ("LOC", None), ("ROC", None),
    ("E1", None), ("L ARM", None), ("Left Leg Impedance", None), ("Jambe gauche Imp", None), ("LAT Ref", "left"),
    ("Flow", None), ("Light", None), ("Plethysmogram", None), ("Lat. position", None), ("Latitude", None),
    ("RR", None), ("LT", None), ("Rate", None), ("A1", None), ("T4", None), ("LEG L EMG", "left"),
    ("EMG TA G", "left"), ("EMG TA D", "right"), ("TibG", "left"), ("TibD", "right"), ("Jambe G1", "left"),
    ("TA-L", "left"), ("AT-L", "left"), ("Anterior Tibialis R", "right"), ("EMG Aux1", None), ("Lleg-Ref", "left"),
    ("LLeg+", "left"), ("Leg L.", "left"), ("EMG7 LeftLeg", "left"), ("X1 LAT", "left"), ("R-LEG2", "right"),
    ("Ben V", "left"), ("Ben H", "right"), ("Vä ben", "left"), ("Hö ben", "right"), ("V. ben", "left"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "detail"), WORDS)
def test_words(text: str, kind: str | None, detail: str) -> None:
    found, stage, side = words.kind(text)
    assert found == kind
    assert detail in ("", stage if kind == "stage" else side)


@pytest.mark.parametrize(("label", "side"), LABELS)
def test_labels(label: str, side: str | None) -> None:
    assert legs.side_of(label) == side


NOX = (
    "{0}\n25{s}07{s}2018 23:59:30{d}26{s}07{s}2018 00:00:00{d}N2{d}30\n"
    "25{s}07{s}2018 23:59:40{d}25{s}07{s}2018 23:59:42{d}{1}{d}2{p}5\n"
)
NOXTURNAL = [
    ("Start Time,End Time,Event,Duration", "Leg Movement", "/"),
    ("Ora inizio;Ora fine;Evento;Durata", "Movimento gamba", "/"),
    ("Startzeit;Endzeit;Ereignis;Dauer", "Beinbewegung", "."),
    ("Hora de início,Hora de término,Evento,Duração", "Movimento de perna", "/"),
    ("Hora de inicio;Hora de fin;Evento;Duración", "Movimiento de pierna", "/"),
    ("Starttijd,Eindtijd,Gebeurtenis,Duur", "Beenbeweging", "-"),
    ("Starttidspunkt,Sluttidspunkt,Hændelse,Varighed", "Benbevægelse", "-"),
    ("Starttid,Sluttid,Händelse,Varaktighet", "Benrörelse", "-"),
    ("Время начала,Время окончания,Событие,Длительность", "Движение ног", "."),
]


@pytest.mark.parametrize(("head", "movement", "slash"), NOXTURNAL)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_noxturnal_in_many_languages(tmp_path: Path, head: str, movement: str, slash: str, encoding: str) -> None:
    d = ";" if ";" in head else ","
    text = NOX.format(head, movement, s=slash, d=d, p="," if d == ";" else ".")
    (tmp_path / "e.csv").write_text(text, encoding=encoding)
    night = score_night(tmp_path / "e.csv")
    assert [(m["onset_s"], m["duration_s"]) for m in night["lms"]] == [(10.0, 2.5)]
    assert night["recording"]["start"] == "2018-07-25T23:59:30"
    assert night["sleep"]["tst_h"] == pytest.approx(30 / 3600, abs=1e-6)


TABLES = [
    "Onset (s),Duration (s),Annotation\n0,30,Sleep stage N2\n10,1.5,Limb movement - left\n",
    "annotation;onset in seconds;duration in seconds\nN2;0;30\nLM left;10;1,5\n",
    "Date,Time,Epoch,Event,Duration (sec)\n2021-03-02,22:30:00,1,N2,30\n2021-03-02,22:30:10,1,LM left,1.5\n",
    "Start [s],End [s],Label\n0,30,N2\n10,11.5,left leg movement\n",
    '"Onset","Duration","Event","Channel"\n"0","30","Stage N2",""\n"10","1.5","LM","LAT"\n',
    "onset_ms,duration_ms,event\n0,30000,N2\n10000,1500,LM left\n",
    "start_ms,end_ms,event\n0,30000,N2\n10000,11500,LM left\n",
    "Event Start Time,Event Duration,Event Type,Stage\n0,30,N2,2\n10,1.5,PLMS left,2\n",
    "Type|Start|Stop|Side\nN2|0|30|\nLM|10|11.5|L\n",
]


@pytest.mark.parametrize("text", TABLES)
def test_tables_with_odd_headers_say_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.csv").write_text(text)
    night = score_night(tmp_path / "e.csv")
    assert [(m["leg"], m["onset_s"], m["duration_s"]) for m in night["lms"]] == [("left", 10.0, 1.5)]
    assert night["sleep"]["tst_h"] == pytest.approx(30 / 3600, abs=1e-6)


def test_the_last_stage_without_a_duration_lasts_an_epoch(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("time,stage\n0,0\n30,2\n60,2\n")
    night = score_night(tmp_path / "e.csv")
    assert night["sleep"]["tst_h"] == pytest.approx(60 / 3600, abs=1e-6)
