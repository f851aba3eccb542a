# ruff: noqa: E501 - lists of words are easier to read unbroken
"""Column headings of laboratory tables, in the languages in which people have met them."""

from __future__ import annotations

import re
from functools import lru_cache

from whytwitch.knowledge.analytes import load_analytes, plain_name

_HEADERS: dict[str, str] = {
    "test": (
        "test|analyte|analyt|parameter|component|test name|name of test|investigation|lab test|measurement|"
        "marker|biomarker|observation|item|exam|determination|untersuchung|analyse|laborwert|messgröße|"
        "messwertname|bezeichnung|kenngröße|examen|parametre|dosage|libelle|analyse medicale|prueba|analito|"
        "determinacion|parametro|estudio|esame|analisi|descrizione|bepaling|test naam|onderzoek|badanie|"
        "nazwa badania|analys|undersökning|prøve|undersøgelse|teste|анализ|показатель|тест|исследование|"
        "testname|test description|blutwert|blutwerte|labortest|untersuchungen|laboruntersuchung|messgroesse|"
        "parameter name|examens|analyses|analisis|pruebas|examen de laboratorio|analiti|esami|test laboratoryjny|"
        "parametr|badania|nazwa|nazwa testu|nazwa parametru|oznaczenie|provnamn|komponent|analysnamn|exame|"
        "exames|ensaio|determinaciones|"
        "blood test|laboratory test|laboratory parameter|testbezeichnung|analysenname|libelle examen|analyte name|"
        "observation name|component name|procedure|test/analyte|検査項目|検査名|項目|項目名"
    ),
    "value": (
        "value|result|results|test result|result value|measured value|reading|level|ergebnis|wert|messwert|"
        "resultat|befund|résultat|valeur|resultat du jour|resultado|resultados|valor|risultato|valore|"
        "risultati|uitslag|waarde|resultaat|wynik|wartość|värde|svar|verdi|værdi|результат|значение|"
        "result value numeric|numeric result|ergebnis/wert|ihr wert|ihr ergebnis|aktueller wert|your result|"
        "your value|"
        "measured|vos resultats|votre resultat|su resultado|il suo valore|uw waarde|wynik badania|valor obtenido|"
        "valeur mesuree|resultat 1|ergebnis 1|result 1|värde/resultat|valor medido|valeur actuelle|testergebnis|"
        "laborergebnis|zahlenwert|numeric value|observed value|obs value|res|esito|esiti|outcome|結果|検査結果|結果値|測定値|検査値"
    ),
    "unit": (
        "unit|units|uom|unit of measure|unit of measurement|result unit|einheit|einheiten|maßeinheit|"
        "dimension|unité|unités|unite|unidad|unidades|unità|unita|unita di misura|eenheid|eenheden|jednostka|"
        "jednostki|enhet|enhed|enheter|unidade|jedn.|jedn|jm|eh|mu|u.m.|um|unid|unid.|jednostka miary|si unit|"
        "result units|"
        "единицы|единица|ед. изм.|ед изм|единицы измерения|ед.изм.|unità misura|単位"
    ),
    "low": (
        "low|lower|lower limit|ref low|reference low|range low|min|minimum|normal low|low limit|lln|"
        "untergrenze|untere grenze|referenz unten|ref unten|norm min|ref min|referenz min|borne inferieure|"
        "min ref|minimo|limite inferior|limite inferiore|ondergrens|reference range low|ref. low|"
        "lower reference|lower bound|referenzwert unten|ref von|von"
    ),
    "high": (
        "high|upper|upper limit|ref high|reference high|range high|max|maximum|normal high|high limit|uln|"
        "obergrenze|obere grenze|referenz oben|ref oben|norm max|ref max|referenz max|borne superieure|"
        "max ref|maximo|limite superior|limite superiore|bovengrens|reference range high|ref. high|"
        "upper reference|upper bound|referenzwert oben|ref bis|bis"
    ),
    "range": (
        "range|reference range|reference interval|ref range|ref. range|reference|ref|normal range|normal|"
        "normals|normal values|reference values|referenzbereich|referenz|referenzwert|referenzwerte|"
        "normbereich|normalwert|normalwerte|norm|referenzintervall|valeurs de référence|valeurs de reference|"
        "valeurs usuelles|normes|valeurs normales|intervalle de reference|rango|rango de referencia|"
        "valores de referencia|valores normales|intervalo de referencia|intervallo di riferimento|"
        "valori di riferimento|valori normali|intervallo|referentiewaarden|referentie|referentiewaarde|"
        "normaalwaarden|zakres referencyjny|norma|wartości referencyjne|referensintervall|referanseområde|"
        "referenceinterval|referensvärde|referensvärden|referensomrade|faixa de referência|"
        "valores de referência|intervalo de referência|"
        "valor de referencia|valor de referência|ref.bereich|ref.-bereich|ref bereich|normwerte|normwert|"
        "sollwert|sollbereich|biological reference interval|"
        "biological ref interval|bio ref interval|expected range|expected values|vr|v.r.|valeurs ref|ref.|refs|"
        "zakres|zakres norm|"
        "zakres ref.|wartosci ref.|przedzial referencyjny|ref. interval|valeur de reference|"
        "valore di riferimento|rif.|"
        "референсные значения|референс|норма|基準値|基準範囲|基準値範囲|参考値"
    ),
    "at": (
        "date|at|collected|collection date|date collected|sample date|specimen date|taken|taken at|drawn|"
        "date drawn|collected at|collection time|effective date|result date|test date|date of test|datetime|"
        "date/time|timestamp|observation date|effectivedatetime|datum|entnahmedatum|abnahmedatum|"
        "probenentnahme|entnahme|abnahme|datum/uhrzeit|befunddatum|date de prélèvement|date prelevement|"
        "date du prelevement|prélevé le|fecha|fecha de extraccion|fecha de toma|data|data prelievo|"
        "data del prelievo|afnamedatum|datum afname|data badania|data pobrania|provdatum|provtagningsdatum|"
        "prøvedato|dato|data pobrania materialu|data de colheita|data da colheita|fecha de la muestra|"
        "fecha muestra|fecha extraccion|"
        "entnahme am|entnommen am|abgenommen am|probendatum|datum der entnahme|datum entnahme|entnahmezeitpunkt|"
        "entnahmezeit|"
        "collection date/time|collected on|date of collection|collection|specimen collected|date taken|"
        "date examen|date d'analyse|date de l'examen|data esame|data di prelievo|datum prov|provtagning|"
        "prov taget|afname|"
        "datum onderzoek|date time|date and time|when|day|tag|jour|dia|giorno|"
        "дата|дата взятия|data da coleta|採取日|採血日|検査日|採取日時|実施日|日付"
    ),
    "time": "time|time collected|uhrzeit|zeit|heure|hora|ora|tijd|godzina|tid|время",
    "loinc": "loinc|loinc code|loinc-code|code loinc|code|loinc nr|loinc num|test code|loinc_num|loinc-nr.|"
    "loinc nr.|kod loinc|codigo loinc|codice loinc|loinccode",
    "mark": (
        "flag|abnormal flag|flags|abnormal|interpretation|indicator|h/l|hinweis|auffällig|kennzeichen|"
        "markierung|bewertung|+/-|status flag|drapeau|alerta|asterisk|*|判定|bew.|vlag|flaga|avvikande"
    ),
    "specimen": (
        "specimen|sample type|specimen type|material|probenmaterial|probenart|nature|muestra|campione|"
        "materiaal|material type"
    ),
    "laboratory": (
        "lab|laboratory|lab name|performing lab|performing laboratory|labor|laboratoire|laboratorio|source|einsender"
    ),
    "patient": (
        "patient|patient name|name of patient|patient id|patientid|patient-id|mrn|nhs number|dob|"
        "date of birth|geburtsdatum|nachname|vorname|surname|first name|last name|patientenname|patienten-id|"
        "nom|prenom|nom du patient|date de naissance|paciente|nombre|apellido|fecha de nacimiento|paziente|"
        "cognome|nome|data di nascita|patiënt|geboortedatum|pacjent|subject|subject id|person|"
        "medical record number|пациент|фио|氏名|患者名|患者氏名|生年月日"
    ),
    "name": "name",
    "comparator": "comparator|operator|qualifier|sign|vergleich",
    "comment": (
        "comment|comments|note|notes|remark|remarks|kommentar|bemerkung|commentaire|comentario|opmerking|"
        "uwagi|комментарий"
    ),
}


#: Words that tell what a heading means when the whole heading is not in the table: the first kind that occurs wins.
_WORDS: dict[str, frozenset[str]] = {
    column: frozenset(words.split())
    for column, words in {
        "patient": "patient patients person birth dob geburt geburtsdatum paciente paziente pacjent naissance nacimiento",
        "other": "order ordered panel group gruppe section category method methode metodo metoda validated status previous "
        "vorwert vorbefund last prior anterieur anteriorite precedente vorig profile profil accession id number nr no "
        "price cost delta change z-score percentile doctor arzt provider physician received eingang reported",
        "comment": "comment comments note notes remark remarks kommentar bemerkung commentaire comentario opmerking uwagi",
        "low": "lower minimum untergrenze min lln",
        "high": "upper maximum obergrenze max uln",
        "range": "ref reference referenz referenzbereich normal norm normbereich normwert normwerte interval intervall "
        "range reference-range referentie referencia referência riferimento referens referensintervall usuelles "
        "referencyjny referencyjne normale normales normali healthy optimal limits",
        "unit": "unit units einheit einheiten unite unites unidad unidades unita eenheid jednostka jednostki enhet uom",
        "at": "date datum collected collection taken sampled drawn fecha prelevement prelievo entnahme abnahme entnahmedatum "
        "pobrania afname coleta colheita extraccion provtagning day",
        "mark": "flag flags abnormal hinweis auffallig vlag flaga",
        "value": "value values result results wert werte ergebnis messwert resultat resultats valeur resultado resultados "
        "valor risultato valore esito uitslag waarde wynik svar",
        "test": "test tests analyte analyt analysis analysis-name parameter component name untersuchung analyse analyses "
        "parametre prueba determinacion esame analisi bepaling onderzoek badanie biomarker marker exam examen investigation "
        "description bezeichnung omschrijving",
    }.items()
}
#: Words of headings in languages whose dates put the day before the month.
_DAY_FIRST = frozenset(
    "ergebnis einheit wert messwert untersuchung normbereich referenzbereich resultat unite unites valeur valeurs resultats "
    "parametre resultado resultados unidad unidades unidade determinacion prueba valores exame risultato risultati esito "
    "unita esame analisi valori uitslag resultaat eenheid eenheden bepaling omschrijving wynik jednostka jednostki badanie "
    "zakres enhet enhed svar referensintervall referenceinterval komponent результат единицы исследование показатель".split()
)


def day_first(headings: list[str]) -> bool:
    """Whether two of these headings are words of a language that writes the day before the month."""
    words = [word for heading in headings for word in _plain_heading(heading[:120]).split()]
    return len({word.strip(".") for word in words} & _DAY_FIRST) >= 2


def _by_words(plain: str) -> str | None:
    words = {word.strip("./%") for word in plain.split()}
    words |= {one for word in words for one in word.split("/")}
    if not 1 < len(plain.split()) <= 6 or load_analytes().find(plain):
        return None
    kind = next((column for column, known in _WORDS.items() if words & known), None)
    if kind == "range":
        side = next(
            (
                name
                for name, word in (("low", "low"), ("high", "high"), ("low", "von"), ("high", "bis"))
                if word in words
            ),
            "",
        )
        return side or kind
    return None if kind == "other" else kind


def _plain_heading(heading: str) -> str:
    return plain_name(heading.replace("’", "'").strip(" :*"))


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    made = {plain_name(one): column for column, names in _HEADERS.items() for one in names.split("|")}
    made.pop("", None)  # "*" and "+/-" have no letters
    return made


def column_of(heading: str) -> str | None:
    """Which column a heading names, or None; ``Wert [mg/dl]`` and ``Value (SI)`` name one too."""
    return _column_of(heading[:120])


@lru_cache(maxsize=5_000)
def _column_of(heading: str) -> str | None:
    plain = _plain_heading(heading)
    if not plain:
        return "mark" if heading.strip() in ("*", "+/-") else None
    found = _table().get(plain)
    if found is None and (outside := re.sub(r"[(\[].*?[)\]]", " ", heading).strip()) != heading and outside:
        found = _table().get(_plain_heading(outside))
        if found == "range" and (match := re.search(r"[(\[](.+?)[)\]]", heading)):  # "Normal range (low)"
            side = _table().get(_plain_heading(match[1]))
            found = side if side in ("low", "high") else found
    if found is None and "/" in plain:  # "Test / Analyte": both must name the same
        parts = {_table().get(part.strip()) for part in plain.split("/")}
        found = parts.pop() if len(parts) == 1 else None
    return found or _by_words(plain)


def unit_in(heading: str) -> str:
    """The unit that a heading names in brackets or behind it, or an empty string."""
    known = load_analytes()
    if match := re.search(r"[(\[]([^()\[\]]{1,30}(?:\([^()]*\))?)[)\]]\s*$", heading.strip()):
        return match[1].strip() if known.unit(match[1]) else ""
    words = heading.replace(",", " ").split()
    for size in (3, 2, 1):
        if len(words) > size and known.unit(" ".join(words[-size:])) and any(s in words[-1] for s in "/%"):
            return " ".join(words[-size:])
    return ""


def _of_the_sample(heading: str) -> int:
    """Whether a date's heading speaks of taking the sample: 1; of ordering, reporting or something else: 0."""
    words = "collect taken drawn sampl specimen entnahm entnomm abnahm abgenomm prelev preliev extracc pobran afname coleta colheita provtag"
    return int(any(word in _plain_heading(heading) for word in words.split()))


def columns_of(headings: list[str]) -> dict[str, int]:
    """Place of each known column; ``name`` is the test when no other column is, else the person."""
    found: dict[str, int] = {}
    people: list[int] = []
    exact = _table()
    for place, heading in enumerate(headings):
        column = column_of(heading)
        if column == "patient":
            people.append(place)
        elif column == "at" and column in found and _of_the_sample(heading) > _of_the_sample(headings[found[column]]):
            found[column] = place
        elif (
            column in found
            and _plain_heading(heading) in exact
            and _plain_heading(headings[found[column]]) not in exact
        ):
            found[column] = place  # a heading that is known as a whole tells more than its words
        elif column and (column not in found or (column == "loinc" and "loinc" in heading.casefold())):
            found[column] = place
    if "name" in found:
        place = found.pop("name")
        if "test" in found:
            people.append(place)
        else:
            found["test"] = place
    if "test" not in found and "loinc" in found:
        found["test"] = found["loinc"]
    for index, place in enumerate(people):
        found[f"patient{index}"] = place
    return found
