"""What the words in event files mean: stages, breathing events, arousals, leg movements; several languages.

The order of the questions matters and is part of the meaning: a "respiratory arousal" is an arousal, a "respiratory
effort related arousal" is a breathing event, "micro-éveil" is an arousal and "éveil" is wake.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STAGE_WORDS: dict[str, str] = {
    **dict.fromkeys(
        ("w", "wake", "awake", "wk", "wach", "wachzustand", "eveil", "veille", "vigilia", "sveglia", "veglia",
         "despierto", "vigilie", "vaken", "vagen", "wakker", "acordado", "sw", "0", "s0", "stadium wach",
         "hereilla", "bdenie", "valve", "valveilla", "sveglio", "eveille", "reveille", "vaag", "wakefulness",
         "awakening", "bodrstvovanie", "бодрствование", "覚醒", "清醒", "觉醒", "bdelost", "czuwanie",
         "uyaniklik", "vaken tid", "waak", "bdeni", "uyanik", "reveil", "각성", "vaka", "vakandi", "εγρηγορση",
         "ebrenlet",
         "eber", "veghe", "treaz", "budnost", "budan", "будност", "неспання", "ערות", "يقظة"), "W"),
    **dict.fromkeys(("n1", "nrem1", "nrem 1", "1", "s1", "non rem 1", "n rem 1", "nrem stage 1"), "N1"),
    **dict.fromkeys(("n2", "nrem2", "nrem 2", "2", "s2", "non rem 2", "n rem 2", "nrem stage 2",
                     "sommeil lent leger", "leichtschlaf"), "N2"),
    **dict.fromkeys(("n3", "n4", "nrem3", "nrem4", "nrem 3", "nrem 4", "3", "4", "s3", "s4", "3 4", "sws",
                     "n rem 3", "slow wave sleep", "non rem 3", "nrem stage 3", "n3 n4",
                     "sommeil lent profond", "tiefschlaf", "diepe slaap", "deep", "deep sleep"), "N3"),
    **dict.fromkeys(("r", "rem", "rem sleep", "5", "paradoxical sleep", "sommeil paradoxal", "sp", "rem schlaf",
                     "fase rem", "sueno rem", "sonno rem", "sono rem", "remslaap",
                     "rem slaap", "sommeil rem", "traumschlaf", "рем", "быстрый сон"), "R"),
    **dict.fromkeys(("?", "unscored", "unknown", "not scored", "unstaged", "mt", "movement time", "movement", "9", "6",
                     "u", "undefined", "indeterminate", "non classe", "nicht klassifiziert", "artifact stage", "a",
                     "bewegung", "n a", "none", "m", "no stage", "invalid", "unbekannt", "nicht bewertet",
                     "bewegungszeit",
                     "non cote", "inconnu", "mouvement", "sin clasificar", "desconocido", "movimiento",
                     "non classificato",
                     "sconosciuto", "movimento", "indeterminado", "desconhecido", "onbekend", "beweging",
                     "okand", "rorelse",
                     "ukjent", "bevegelse", "ukendt", "bevaegelse", "tuntematon", "liike", "nieznany", "ruch",
                     "неизвестно",
                     "движение", "neznamy", "pohyb", "bilinmeyen", "hareket", "未知", "体动", "不明", "体動",
                     "알수없음", "움직임",
                     "othekkt", "hreyfing", "αγνωστο", "κινηση", "ismeretlen", "mozgas"), "?"),
    "n": "N2",
}  # fmt: skip

#: Names of stages that other programs use for something else: they are one only where no other stage is at that time.
_MAYBE_STAGES = frozenset(
    {"movement", "bewegung", "awakening", "unknown", "a", "m", "n a", "none", "u", "invalid", "reveil", "mouvement",
     "movimiento", "movimento", "beweging", "rorelse", "bevegelse", "bevaegelse", "liike", "ruch", "движение",
     "pohyb",
     "hareket", "体动", "体動", "움직임", "hreyfing", "κινηση", "mozgas", "unbekannt", "inconnu"}
)  # fmt: skip

_STAGE_PREFIX = re.compile(
    r"^(?:sleep ?stage|sleep|stage|schlafstadium|stadium|stade|stadio|estadio|estagio|fase|etapa|"
    r"slaapstadium|slaapfase|somnstadium)\s*(.+)$"
)
_STAGE_SUFFIX = re.compile(r"^(?:stage\s+)?(.+?)\s+(?:sleep|stage|schlaf)$")

_RERA = re.compile(r"\brera\b|respiratory effort.?related|effort.?related|arousal rera\b|rera\d*$")
_AROUSAL = re.compile(
    r"arousal|micro ?eveil|micro ?reveil|reaction d ?eveil|weck(?:reaktion|reiz)|microrisveg|microdespert|mikroweck|"
    r"microalert|alertamiento|^risveglio|uppvaknande|^despertar|ontwaak|opvagn|oppvakning|havahtu|probuz|wybudz|"
    r"активац|микропробужд|覚醒反応|微觉醒|각성 ?반응|orvaka|αφυπνισ|mikroebred|^ebredes|^ar$|\baro\b|^ma\b|"
    r"(?<!mixed apnea )(?<!gemischte apnoe )\bma\b"
)
#: A movement (or breathing event) that somebody marked as one with, or without, an arousal is one.
_WITH_AROUSAL = re.compile(
    r"\b(?:with|w|mit|avec|con|com|met|med|without|wo|no|or|ohne|sans|sin|senza|sem|zonder)\b.*(?:arousal|eveil|"
    r"weck|microdespert|microrisv)"
)
#: A breathing event that names what followed it: "hypopnea 4 % desat" is a hypopnoea, "desaturation" is none.
_BREATHING_FIRST = re.compile(
    r"(?:\w*apn(?:o|e)\w*|h?[iy]popn\w*)\b.*\b(?:\d|with|w|and|mit|avec|con|com|met|med|no|or)\b.*desat"
)
_BREATHING = re.compile(
    r"apn(?:o?ea|oe|ee|eia|ea|oea|ee s|eh|ie|o|eja|eus?)\b|\bapnea|apnoe|^apne\b|"
    r"(?:obstru\w*|centr\w*|mixt?\w*|sentr\w*) apne\b|"
    r"hypo ?p?n(?:o?ea|oe|ee|eia|e|eus?)\b|hypopn|\bh?ipopn|\bhyp\b|апно|гипопно|"
    r"апне|хипопне|無呼吸|低呼吸|呼吸暂停|低通气|무호흡|저호흡|απνοια|υποπνοια|kaefisvefn|vanondun|bezdech|splyceni|"
    r"^[ah] (?:obstructive|mixte|centrale|mixed|central|obstruktiv|zentral|gemischt)\b|"
    r"^(?:obstructive|central|mixed)(?: apnea| event)?$|^(?:oa|ca|ma|osa|csa|msa|oh|ch|mh)$|"
    r"^h$|^ap(?:nea)?[ .-]?(?:obstr|centr|mix|o|c|m)\w*$|^resp(?:iratory)? event$"
)
_NOT_BREATHING = re.compile(r"artifact|artefact|artefakt|desat|spo2|sao2|flow ?lim|snor|ronfle|schnarch|channel|index")
_LEG = re.compile(
    r"\b(?:limb|leg|legs|limbs) ?mo?ve?m?|\blm[ams]?\b|\blm[lr]\b|\b[lr]lm\b|^[lr]leg$|"
    r"beinbeweg|(?:gliedmassen|extremitaten) ?beweg|"
    r"beweg\w* (?:der |des )?(?:\w+ )?(?:bein|gliedm|extremitat)|beinbevegel|benbeveg|benbevaeg|"
    r"beenbeweg|ledemaatbeweg|benrorelse|benryk|\bmj\b|"
    r"m(?:ouve?men|v)ts? (?:de |des |de la |d une |de l |des deux )?(?:jambe|membre|extremite)s?|"
    r"leg ?(?:phasic|tonic|any)\b|movimient[oa]s? (?:de )?(?:la |las |una )?(?:pierna|extremidad)|"
    r"moviment[oi] (?:della |delle |degli |dell |di |da |das |de |do |dos )?(?:gamb|art[oi]|perna|membro)|"
    r"jalan liike|jalkojen liik|ruch\w* konczyn|pohyb\w* koncetin|движени\w* (?:ног|конечност)|"
    r"下肢運動|肢体运动|腿动|bacak hareket|"
    r"\b(?:left|right|l|r) ?lm\b|\bmpj\b isole|isolated l(?:imb|eg)|\bilm\b|\bclm\b|\bblm\b|^bb\b"
)
#: A word for moving and a word for a leg in one text, in whatever order and language, are a leg movement.
_MOVES = re.compile(
    r"\bmo?ve?m\w*|\bmovs?\b|\bm(?:ou)?vts?\b|\bmouvem\w*|\bmovim\w*|beweg|bevaeg|beveg|rorels|liike|\bruch|pohyb|"
    r"движ|\bрух|hareket|움직임|운동|hreyfing|κινησ|mozga|pokret|gibanj|miscar|kick|jerk|zuck|"
    r"sacudida|secouss|体动|運動|运动"
)
_LIMB = re.compile(
    r"\blegs?\b|\b(?:lower )?limbs?\b|bein|\bbeen|\bben\b|\bjambe|\bmembre|extremit|\bpiern|\bgamb|\bpern|jalka|"
    r"jalan|jalkoj|"
    r"jalam|konczyn|kon[cc]etin|koncatin|\bног|конечн|bacak|다리|하지|\bfota|ποδι|\blab\b|vegtag|\bnog[aeiu]|"
    r"\bpicior|下肢|腿"
)
_ARM = re.compile(r"\barms?\b|\bupper (?:limb|extremit)|\bbras\b|\bbraz|\bbracc|\bbraco|\bруки?\b|上肢|\bbio ?cal")
_PLM = re.compile(
    r"\bplm[sw]?\b|\bmpp\b|\bmpm\b|\bmpe\b|\bpbb\b|\bplm[lr]\b|periodic (?:limb|leg) mov|\bmpj\b|\bmps\b|"
    r"periodische (?:bein|glied)|\bplms?[lr]\b|"
    r"mouvements? periodiques?|"
    r"periodische beweg\w* (?:der |des )?(?:\w+ )?(?:bein|gliedm|extremitat)|movimientos? periodic|"
    r"moviment[io]s? periodic|"
    r"periodieke (?:been|ledemaat)|periodiska benr|"
    r"periodiske benb|периодическ\w* движени|周期性(?:四肢|肢体|下肢)"
)
_NO_EVENT = re.compile(r"^(?:no|kein\w*|sans|senza|sin|sem|geen|ingen)\b|\bindex\b")
_ARTEFACT = re.compile(
    r"(?:leg|limb|bein) ?(?:art[ie]fact|artefakt)|(?:art[ie]fact|artefakt) ?(?:left|right)? ?(?:leg|limb|bein)"
)
#: Marks that other programs make and scoring has no use for; what is neither this nor understood is told to the person.
_OF_NO_USE = re.compile(
    r"desat|sp ?o ?2|sa ?o ?2|oxygen|satur|snor|ronfl|ronco|roncopat|schnarch|russ|snark|kuorsa|brady|tachy|"
    r"tachi|heart|\bhr\b|\becg\b|"
    r"\bekg\b|pulse|puls|rhythm|posi[tc]|supine|prone|upright|lateral|standing|ruckenlage|bauchlage|seitenlage|"
    r"\blage\b|"
    r"^(?:left|right|back|front|up|dos|ventre|gauche|droite?|links|rechts|rucken|bauch|supino|prono)$|artifact|"
    r"artefa[ck]t|flow|"
    r"lim|cheyne|periodic breath|period(?:e|isch)\w* atm|spindle|k ?complex|slow wave|eye mov|\brems?\b|\bcap\b|"
    r"\bmcap\b|"
    r"calib|impedan|imp check|record|start|stop|\bend\b|gain|filter|montage|cpap|bipap|pressure|leak|signal|"
    r"video|light|epoch|page|comment|activ|noise|volume|index|arm\b|armphas|chin|^\d+$|^$"
)
_LIGHTS_OFF = re.compile(
    r"lights? ?(?:off|out)|licht aus|lumiere eteinte|extinction|lu[cz](?:es)? apagadas?|luci spente|"
    r"lichter? aus|licht(?:en)? uit"
)
_LIGHTS_ON = re.compile(
    r"lights? ?on|licht an|lumiere allumee|allumage|lu[cz](?:es)? (?:encendidas?|acesas?)|luci accese|"
    r"licht(?:en)? aan"
)
_LEFT = re.compile(
    r"left|лев|\bлів|vasen|vasem|\blew(?:a|e|y|ej|ego)\b|\blev(?:a|e|y|o|ou|ej|eho)\b|左|gauche|links|linke|izq|"
    r"\bizda\b|"
    r"sinistr|esquer|vanst|venstre|vinstri|\bsol\b|왼|좌측|αριστερ|\bbal\b|\bstang"
)
_RIGHT = re.compile(
    r"right|прав|oikea|\bpraw(?:a|e|y|ej|ego)\b|\bprav(?:a|e|y|o|i|ou|ej|eho)\b|右|droit|rechts|rechte|derech|"
    r"\bdcha\b|destr|"
    r"direit|hoger|hogra|hoyre|hojre|haegri|\bsa[gğ]\b|오른|우측|δεξι|\bjobb\b|\bdreapt"
)
_BOTH = re.compile(
    r"bilat|\bblm\b|both|beid|beggj|\blegs\b|\bbegge|\bbada\b|molem|mindket|\bob(?:u|ou|e|a|oma)\b|\bобе|\bобо|"
    r"двух|\bdeux\b|entramb|"
    r"\bamb[ao]s\b|\bdos piernas|\bduas pernas|\bdue gambe|双|両|양쪽|양측|\biki\b|δυο|αμφοτερ"
)
#: Short for a leg; asked only where no whole word names one ("d'une jambe gauche" is left, whatever its d).
_LEFT_SHORT = re.compile(r"\bllm\b|\besq\b|\bl\b|\bli\b|\blt\b|\bsx\b|\blat\b|lml\b|plms?l\b|\bg\b|\blleg\b|leg ?l\b")
_RIGHT_SHORT = re.compile(
    r"\brlm\b|\bdir\b|\br\b|\bre\b|\brt\b|\bdx\b|\brat\b|lmr\b|plms?r\b|\bd\b(?! une?\b)|\brleg\b|leg ?r\b|\bder$"
)


#: EDF+: what follows names the channel of the mark ("limb movement@@EMG LAT"); it says which leg, not what kind.
CHANNEL_MARK = "@@"
#: Letters that do not fall apart into a letter and an accent.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "Æ": "Ae",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "ß": "ss",
        "ı": "i",
        "đ": "d",
        "œ": "oe",
        "Œ": "Oe",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
    }
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text in small letters, without accents, camel case split, and with single spaces for punctuation."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    text = unicodedata.normalize("NFC", "".join(c for c in text if c == "\u0306" or not unicodedata.combining(c)))
    if text.strip() == "?":
        return "?"
    return re.sub(r"(?:[^\w?]|_)+", " ", text.lower()).strip()


@lru_cache(maxsize=4096)
def stage(text: str, *, bare: bool = True) -> str | None:
    """Return W, N1, N2, N3, R or ``?`` for a stage word, None for another word.

    Parameters
    ----------
    text : str
        As it stands in the file.
    bare : bool
        Also understand a lone ``2`` or ``R`` (``N2`` always is one); off where other events use such short names.
    """
    text = text.partition(CHANNEL_MARK)[0]
    word = plain(text)
    if not word:
        return "?" if text.strip() == "?" else None
    for pattern in (_STAGE_PREFIX, _STAGE_SUFFIX):
        found = pattern.match(word)
        if found:
            inner = found.group(1)
            for name in (inner, inner.replace("stage ", "")):
                if name in _STAGE_WORDS:
                    return _STAGE_WORDS[name]
    if word.startswith("sleep s") and word[7:] in ("0", "1", "2", "3", "4", "rem"):
        return {"0": "W", "1": "N1", "2": "N2", "rem": "R"}.get(word[7:], "N3")
    if word in ("sleep rem",):
        return "R"
    if word in ("sleep mt", "sleep unscored"):
        return "?"
    if (
        (bare or len(word) > 2 or word in ("n1", "n2", "n3"))
        and word in _STAGE_WORDS
        and (bare or word not in ("movement", "unknown", "none"))
    ):
        return _STAGE_WORDS[word]
    return None


@lru_cache(maxsize=4096)
def side(text: str) -> str:
    """Return left, right, both or unknown for a text that names a leg."""
    word = plain(text)
    left, right = bool(_LEFT.search(word)), bool(_RIGHT.search(word))
    if not (left or right):
        left, right = bool(_LEFT_SHORT.search(word)), bool(_RIGHT_SHORT.search(word))
    if left and right or _BOTH.search(word):
        return "both"
    return "left" if left else "right" if right else "unknown"


def of_no_use(text: str) -> bool:
    """Say whether a text that :func:`kind` does not know is known to mean nothing to scoring."""
    return bool(_OF_NO_USE.search(plain(text)))


@lru_cache(maxsize=4096)
def kind(text: str, *, bare_stage: bool = True) -> tuple[str | None, str, str]:
    """Say what a mark is.

    Parameters
    ----------
    text : str
        As it stands in the file.
    bare_stage : bool
        See :func:`stage`.

    Returns
    -------
    tuple of (str or None, str, str)
        Kind (``plm`` where movement and series cannot be told yet, ``maybe_stage`` where a word such as "movement" may
        be a stage or another event; None for what scoring has no use for), stage, side.
    """
    text, _, channel = text.partition(CHANNEL_MARK)
    if channel and _ARTEFACT.search(f"{plain(text)} {plain(channel)}"):
        return "artefact", "", side(channel)
    found, staged, leg = _kind(text, bare_stage)
    return found, staged, side(channel) if channel and leg == "unknown" and found in ("movement", "plm") else leg


def _kind(text: str, bare_stage: bool) -> tuple[str | None, str, str]:
    word = plain(text)
    staged = stage(text, bare=bare_stage)
    if staged is not None:
        return "maybe_stage" if word in _MAYBE_STAGES else "stage", staged, "unknown"
    if _LIGHTS_OFF.search(word):
        return "lights_off", "", "unknown"
    if _LIGHTS_ON.search(word):
        return "lights_on", "", "unknown"
    if _ARTEFACT.search(word):
        return "artefact", "", side(text)
    if _NO_EVENT.search(word) or (
        _NOT_BREATHING.search(word) and not _AROUSAL.search(word) and not _BREATHING_FIRST.search(word)
    ):
        return None, "", "unknown"
    if _WITH_AROUSAL.search(word) and (_PLM.search(word) or _LEG.search(word)):
        return "plm" if _PLM.search(word) else "movement", "", side(text)
    if _RERA.search(word) or (_WITH_AROUSAL.search(word) and _BREATHING.search(word)):
        return "respiratory", "", "unknown"
    if _AROUSAL.search(word):
        return "arousal", "", "unknown"
    if _BREATHING.search(word):
        return "respiratory", "", "unknown"
    if _PLM.search(word):
        return "plm", "", side(text)
    if _LEG.search(word) or (_MOVES.search(word) and _LIMB.search(word) and not _ARM.search(word)):
        return "movement", "", side(text)
    return None, "", "unknown"
