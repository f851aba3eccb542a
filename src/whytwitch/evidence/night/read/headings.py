"""What the columns of event tables are called, in several languages; each name is matched whole, in plain letters."""

from __future__ import annotations

import re

#: What a column holds, and the names that say so at once.
ROLES: dict[str, str] = {
    "start": r"onset|start|begin|beginn|beginning|startzeit|start ?time|starttijd|starttidspunkt|begintijd|anfang|"
    r"debut|inicio|inizio|heure de (?:debut|d but)|heure debut|hora de (?:inicio|comienzo)|hora inicio|hora inicial|"
    r"ora di inizio|ora inizio|ora d inizio|inizio evento|tempo inicial|tempo de inicio|starttid|"
    r"alkuaika|alku|aloitusaika|cas zacatku|czas rozpoczecia|poczatek|baslangic zamani|"
    r"onset time|start event|начало|время начала|开始时间|開始時刻|開始時間|t ?start|시작 ?시간|시작|"
    r"upphaf(?:stimi)?|"
    r"(?:ωρα )?εναρξης?|kezdes(?:i ido)?|kezdete|zacatek|zaciatok|inceput|pocetak",
    "end": r"end|end ?time|stop|stop ?time|ende|endzeit|endezeit|fin|heure de fin|heure fin|hora de (?:fin|termino)|"
    r"hora fin|hora final|ora di fine|ora fine|eindtijd|einde|sluttid|slut|fine|fim|tempo final|loppuaika|loppu|"
    r"lopetusaika|cas konce|czas zakonczenia|koniec|bitis zamani|offset|sluttidspunkt|конец|"
    r"окончание|время окончания|结束时间|終了時刻|終了時間|t ?end|t ?stop|종료 ?시간|종료|lokatimi|endir|"
    r"(?:ωρα )?ληξης?|"
    r"befejezes(?:i ido)?|sfarsit|kraj",
    "duration": r"duration|duree|dauer|duracion|durata|duur|duracao|varaktighet|varighed|varighet|kesto|trvani|"
    r"czas trwania|sure|dur|length|lange|laenge|longueur|длительность|"
    r"продолжительность|持续时间|持続時間|期間|지속 ?시간|기간|lengd|διαρκεια|idotartam|hossz|durata eveniment|"
    r"trajanje",
    "event": r"event|events|evenement|ereignis|ereignisse|evento|gebeurtenis|event ?type|event ?name|event ?label|"
    r"handelse|hendelse|haendelse|tapahtuma|udalost|zdarzenie|olay|событие|事件|イヘント|イベント|이벤트|사건|"
    r"atburdur|συμβαν|"
    r"esemeny|dogadaj|dogodek|eveniment|description|annotation|annotations|stage event|event stage",
    "place": r"location|channel|leg|side|canal|kanal|signal|kanaal|seite|cote|lado|lato|limb|bein|jambe|ort|"
    r"site|lieu|zijde|been|sensor",
}
#: Names that are taken only where no better one stands in the line.
SECOND: dict[str, str] = {
    "start": r"from|von|desde|seconds?|elapsed(?: time)?|relative time|time since start|"
    r"time|zeit|uhrzeit|time of day|clock ?time|date ?time|datetime|timestamp|heure|hora|ora|tijd|tid|"
    r"cas|czas|aika|start datetime",
    "event": r"label|name|nom|nombre|nome|naam|navn|namn|typ|type|tipo|beschreibung|text|marker|comment|commentaire|"
    r"kommentar|stage|sleep stage|stadium|schlafstadium|stade|slaapstadium|stadio|estadio|"
    r"estagio|fase|etapa|scoring|code|value|class|kind|category|klasse|kategorie|trial type|what|mark",
    "end": r"to|until|bis|hasta",
    "place": r"source",
    "epoch": r"epochs?|epoch (?:number|no|nr|num|index)|epoche|epoque|epoca|epoch ?id",
    "date": r"date|datum|fecha|data|dato|pvm|дата|日期|日付",
}
#: What may stand behind a name.
UNIT = (
    r"(?: (?:in )?(?:s|sec|secs|seconds?|sekunden|secondes|ms|msec|milliseconds?|min|mins|minutes?|hh mm ss(?: x+)?|"
    r"h m s|from start))?"
)
#: Words of a start column that counts from the start of the recording, also when it is written as h:m:s.
ELAPSED = re.compile(
    r"from start|since start|elapsed|relative|vergangen|ecoule|trascors|transcurrid|decorrid|verstreken"
)
