# ruff: noqa: E501 - the files are easier to read one to a line
"""Messy laboratory files as people have them: name → content, and what must come out row by row.

A row is ``test=SI value@day`` (``<`` or ``>`` before the value for a limit), or ``?text``: not used, and its warnings hold the text.
A line ``!text`` at the end is a warning about the whole file.
"""

from __future__ import annotations

FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "german_semicolon_preamble": (
        "Labor Dr. Muster\nPatient: Erika Muster, geb. 12.03.1970\nProbenentnahme: 02.10.2026 08:10\nBefunddatum: 03.10.2026\n\nUntersuchung;Ihr Wert;Einheit;Normbereich\nFerritin;18,0;µg/l;15–150\nKalium;5,3*;mmol/l;3,5-5,1\nHämoglobin;12,5;g/dl;12,0 - 15,5\nKleines Blutbild;;;\nLeukozyten;6,2;G/l;4-10\nErythrozyten;4,7;T/l;3,9-5,2\n",
        [
            "ferritin=18@2026-10-02",
            "potassium=5.3@2026-10-02",
            "haemoglobin=125@2026-10-02",
            "?",
            "white_cells=6.2@2026-10-02",
            "red_cells=4.7@2026-10-02",
            "!names a person",
        ],
    ),
    "french_tab": (
        "Examen\tRésultat\tUnité\tValeurs de référence\tDate de prélèvement\nFerritine\t18\tµg/L\t15 à 150\t25/10/2026\nKaliémie\t4,2\tmmol/L\t3,5 à 5,1\t25/10/2026\nCréatinine\t80\tµmol/L\t45 à 84\t25/10/2026\nCRP\tinférieur à 5\tmg/L\tinf. à 5\t25/10/2026\n",
        ["ferritin=18@2026-10-25", "potassium=4.2@2026-10-25", "creatinine=80@2026-10-25", "crp=<5@2026-10-25"],
    ),
    "spanish_wide_days": (
        "Prueba;Unidad;15/05/2026;02/10/2026;Valores de referencia\nFerritina;ng/mL;12;18;15 - 150\nPotasio;mEq/L;4,1;4,3;3,5 - 5,1\nHemoglobina;g/dL;12,1;;12 - 16\n",
        [
            "ferritin=12@2026-05-15",
            "ferritin=18@2026-10-02",
            "potassium=4.1@2026-05-15",
            "potassium=4.3@2026-10-02",
            "haemoglobin=121@2026-05-15",
            "!empty cells",
        ],
    ),
    "italian_pipe": (
        "Esame|Risultato|U.M.|Valori di riferimento|Data prelievo\nFerritina|18|ng/mL|15-150|02.10.2026\nCalcemia|9,2|mg/dL|8,5-10,5|02.10.2026\nEmoglobina|12,5|g/dL|12-16|02.10.2026\nVES|8|mm/h|<20|02.10.2026\n",
        ["ferritin=18@2026-10-02", "calcium=2.2955@2026-10-02", "haemoglobin=125@2026-10-02", "esr=8@2026-10-02"],
    ),
    "dutch": (
        "Bepaling;Uitslag;Eenheid;Referentiewaarden;Afnamedatum\nFerritine;18;µg/l;15-150;2-10-2026\nHb;7,8;mmol/l;7,5-10,0;2-10-2026\nVitamine B12;210;pmol/l;150-700;2-10-2026\nBezinking;8;mm/uur;<20;2-10-2026\nGlucose nuchter;5,4;mmol/l;;2-10-2026\nTSH;1,8;mE/l;0,4-4,0;13-10-2026\n",
        [
            "ferritin=18@2026-10-02",
            "haemoglobin=125.68@2026-10-02",
            "b12=210@2026-10-02",
            "esr=8@2026-10-02",
            "glucose_fasting=5.4@2026-10-02",
            "tsh=1.8@2026-10-13",
        ],
    ),
    "portuguese": (
        "Exame;Resultado;Unidade;Valores de referência;Data da colheita\nFerritina;18;ng/mL;15 a 150;25/10/2026\nPotássio;4,2;mEq/L;3,5 a 5,1;25/10/2026\nUreia;30;mg/dL;até 50;25/10/2026\nAnti-GAD;não reagente;;;25/10/2026\n",
        ["ferritin=18@2026-10-25", "potassium=4.2@2026-10-25", "urea=4.9953@2026-10-25", "gad_antibodies~normal"],
    ),
    "polish": (
        "Badanie;Wynik;Jedn.;Zakres referencyjny;Data pobrania\nFerrytyna;18;ng/ml;15-150;2 października 2026\nPotas;4,2;mmol/l;3,5 - 5,1;2 października 2026\nWapń całkowity;2,3;mmol/l;2,1-2,6;2 października 2026\nKwas moczowy;5;mg/dl;2,4-5,7;2 października 2026\nPłytki krwi;250;tys/µl;150-400;2 października 2026\n",
        [
            "ferritin=18@2026-10-02",
            "potassium=4.2@2026-10-02",
            "calcium=2.3@2026-10-02",
            "uric_acid=297.42@2026-10-02",
            "platelets=250@2026-10-02",
        ],
    ),
    "swedish": (
        "Analys;Resultat;Enhet;Referensintervall;Provtagningsdatum\nS-Ferritin;18;µg/L;15-150;2026-10-02\nP-Kalium;4,2;mmol/L;3,5-5,1;2026-10-02\nB-Hemoglobin;125;g/L;117-153;2026-10-02\nB-Leukocyter;6,2;10⁹/L;3,5-8,8;2026-10-02\nP-CK;2,0;µkat/L;<3,5;2026-10-02\nB-Trombocyter;250;10^9/L;;2026-10-02\nP-CRP;<5;mg/L;<5;2026-10-02\n",
        [
            "ferritin=18@2026-10-02",
            "potassium=4.2@2026-10-02",
            "haemoglobin=125@2026-10-02",
            "white_cells=6.2@2026-10-02",
            "ck=120@2026-10-02",
            "platelets=250@2026-10-02",
            "crp=<5@2026-10-02",
        ],
    ),
    "us_month_first": (
        'Test Name,Result,Flag,Units,Reference Range,Collection Date/Time\nFERRITIN,18,L,ng/mL,24-307,10/02/2026 8:15 AM\nPOTASSIUM,4.2,,mEq/L,3.5-5.1,10/25/2026 08:15 AM\nCREATININE,0.9,,mg/dL,0.5-1.1,10/25/2026 08:15 AM\nVITAMIN B12,">2,000",H,pg/mL,232-1245,10/25/2026 08:15 AM\n',
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-25", "creatinine=79.56@2026-10-25", "b12=>1475.6@2026-10-25"],
    ),
    "day_or_month_unclear": (
        "Test,Result,Units,Date\nFerritin,18,ng/mL,02/10/2026\nPotassium,4.2,mmol/L,03/10/2026\n",
        ["ferritin=18@", "potassium=4.2@", "!a date is required"],
    ),
    "utf16": (
        "Test;Ergebnis;Einheit;Datum\nFerritin;18;µg/l;02.10.2026\n".encode("utf-16"),
        ["ferritin=18@2026-10-02"],
    ),
    "utf16_without_mark": (
        "Test;Ergebnis;Einheit;Datum\nFerritin;18;µg/l;02.10.2026\n".encode("utf-16-le"),
        ["ferritin=18@2026-10-02"],
    ),
    "latin1": (
        "Untersuchung;Ergebnis;Einheit;Datum\nHämoglobin;12,5;g/dl;02.10.2026\nFerritin;18;µg/l;02.10.2026\n".encode(
            "latin-1"
        ),
        ["haemoglobin=125@2026-10-02", "ferritin=18@2026-10-02"],
    ),
    "bom_and_crlf": (
        "\ufeffTest,Value,Unit,At\r\nFerritin,18,ug/L,2026-10-02\r\n".encode(),
        ["ferritin=18@2026-10-02"],
    ),
    "mac_line_ends": ("Test,Value,Unit,At\rFerritin,18,ug/L,2026-10-02\r", ["ferritin=18@2026-10-02"]),
    "unit_in_the_value": (
        "Test;Wert;Datum\nFerritin;18 µg/l;02.10.2026\nKalium;4,2 mmol/l;02.10.2026\nCRP;<0,5 mg/dl;02.10.2026\nKreatinin;0,9 mg/dl (0,5-1,1);02.10.2026\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02", "crp=<5@2026-10-02", "creatinine=79.56@2026-10-02"],
    ),
    "unit_in_the_name": (
        'Test,Value,Date\nFerritin (µg/L),18,2026-10-02\n"Calcium, total [mg/dL]",9.2,2026-10-02\nHaemoglobin g/L,125,2026-10-02\n',
        ["ferritin=18@2026-10-02", "calcium=2.2955@2026-10-02", "haemoglobin=125@2026-10-02"],
    ),
    "unit_in_the_heading": (
        "Test;Wert [mmol/l];Datum\nKalium;4,2;02.10.2026\nNatrium;140;02.10.2026\n",
        ["potassium=4.2@2026-10-02", "sodium=140@2026-10-02"],
    ),
    "no_units_at_all": (
        "Test,Result,Range,Date\nFerritin,18,15-150,2026-10-02\nCalcium,9.2,8.5-10.5,2026-10-02\n",
        ["?no unit", "?no unit"],
    ),
    "unit_in_the_interval": (
        "Test;Ergebnis;Referenz;Datum\nFerritin;18;15-150 µg/l;02.10.2026\nKalium;4,2;3,5 - 5,1 mmol/l;02.10.2026\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "no_heading": (
        "Ferritin;18;µg/l;15-150;02.10.2026\nKalium;4,2;mmol/l;3,5-5,1;02.10.2026\nQuick;90;%;70-120;02.10.2026\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02", "?Quick"],
    ),
    "unknown_language_headings": (
        "Vizsgálat;Eredmény;Egység;Tartomány;Dátum\nFerritin;18;µg/l;15-150;2026.10.02\nKálium;4,2;mmol/l;3,5-5,1;2026.10.02\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "loinc_only": (
        "LOINC;Wert;Einheit;Datum\n2276-4;18;ug/L;2026-10-02\n2823-3;4,2;mmol/L;2026-10-02\n99999-9;1;mg/L;2026-10-02\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02", "?99999-9"],
    ),
    "loinc_beside_own_names": (
        "Code,LOINC,Name,Result,Units,Date\nFER01,2276-4,Ferr. quant.,18,ug/L,2026-10-02\nK01,2823-3,Kal.,4.2,mmol/L,2026-10-02\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "tests_across_with_units_below": (
        "Date,Ferritin,Potassium,Haemoglobin,Crea,Comment\n,ug/L,mmol/L,g/L,umol/L,\nRef,15-150,3.5-5.1,117-153,45-84,\n2026-05-01,12,4.1,121,80,fasting\n2026-10-02,18,,125,<20,\n",
        [
            "ferritin=12@2026-05-01",
            "potassium=4.1@2026-05-01",
            "haemoglobin=121@2026-05-01",
            "creatinine=80@2026-05-01",
            "ferritin=18@2026-10-02",
            "haemoglobin=125@2026-10-02",
            "creatinine=<20@2026-10-02",
        ],
    ),
    "tests_across_several_people": (
        "Patient,Date,Ferritin (ug/L),Potassium (mmol/L)\nA. Able,2026-10-02,18,4.2\nB. Baker,2026-10-02,88,4.4\n",
        ["?", "?", "?", "?", "!different people"],
    ),
    "thousands": (
        "Test;Wert;Einheit;Datum\nThrombozyten;250.000;/µl;02.10.2026\nLeukozyten;6.200;/µl;02.10.2026\nFerritin;1.234,5;µg/l;02.10.2026\n",
        ["?may be", "?may be", "ferritin=1234.5@2026-10-02"],
    ),
    "thousands_with_blanks_and_marks": (
        "Test;Wert;Einheit;Datum\nThrombozyten;250 000;/µl;02.10.2026\nLeukozyten;6'200;/µl;02.10.2026\nCK;12\u202f500;U/l;02.10.2026\n",
        ["platelets=250@2026-10-02", "white_cells=6.2@2026-10-02", "ck=12500@2026-10-02"],
    ),
    "same_sample_twice": (
        "Test,Value,Unit,Date\nFerritin,18,ug/L,2026-10-02\nFerritin,18,ng/mL,2026-10-02\nPotassium,4.2,mmol/L,2026-10-02\nPotassium,5.2,mmol/L,2026-10-02\n",
        ["ferritin=18@2026-10-02", "?same sample", "?which is right", "?which is right"],
    ),
    "several_people": (
        "Patient,Test,Value,Unit,Date\nAnn Able,Ferritin,18,ug/L,2026-10-02\nBob Baker,Ferritin,99,ug/L,2026-10-02\n",
        ["?", "?", "!different people"],
    ),
    "impossible_pairs": (
        "Test,Value,Unit,Date\nHaemoglobin,140,g/L,2026-10-02\nHaematocrit,20,%,2026-10-02\nFerritin,3,ug/L,2026-10-02\nTransferrin saturation,60,%,2026-10-02\nCalcium,2.3,mmol/L,2026-10-02\nIonised calcium,2.2,mmol/L,2026-10-02\n",
        [
            "?contradicts",
            "?contradicts",
            "ferritin=3@2026-10-02",
            "tsat=60@2026-10-02",
            "?contradicts",
            "?contradicts",
            "!contradict each other",
        ],
    ),
    "haemolysed_remark": (
        "Test,Value,Unit,Date,Comment\nPotassium,7.0,mmol/L,2026-10-02,sample haemolysed\nSodium,140,mmol/L,2026-10-02,\n",
        ["potassium=7@2026-10-02", "sodium=140@2026-10-02", "!haemolysed"],
    ),
    "words_and_titres": (
        "Test,Value,Unit,Date\nCASPR2 antibodies,negative,,2026-10-02\nAnti-GAD,positive,,2026-10-02\nASO,1:320,,2026-10-02\nCRP,neg,mg/L,2026-10-02\nAQP4,++,,2026-10-02\nFerritin,pending,ug/L,2026-10-02\nCK,haemolysed,U/L,2026-10-02\n",
        [
            "caspr2_antibodies~normal",
            "gad_antibodies~high",
            "?titre",
            "?no number",
            "aquaporin_antibodies~high",
            "?no result",
            "?no result",
        ],
    ),
    "marks": (
        "Test,Value,Unit,Date\nPotassium,5.3 H,mmol/L,2026-10-02\nSodium,L 130,mmol/L,2026-10-02\nCalcium,2.0 (L),mmol/L,2026-10-02\nMagnesium,0.6↓,mmol/L,2026-10-02\nGlucose,*7.1*,mmol/L,2026-10-02\nUrea,!9.1,mmol/L,2026-10-02\n",
        [
            "potassium=5.3@2026-10-02",
            "sodium=130@2026-10-02",
            "calcium=2.0@2026-10-02",
            "magnesium=0.6@2026-10-02",
            "glucose=7.1@2026-10-02",
            "urea=9.1@2026-10-02",
        ],
    ),
    "unit_words": (
        "Test,Value,Unit,Date\nCreatinine,80,µmol·L⁻¹,2026-10-02\nCreatinine,80,umol/L,2026-10-03\nFerritin,18,mcg/L,2026-10-02\nIron,100,ug%,2026-10-02\nCalcium,9.2,mg%,2026-10-02\nSodium,140,mEq/L,2026-10-02\nALT,20,U/l,2026-10-02\nTSH,1.8,mIU/mL,2026-10-02\nPlatelets,250,10^9/L,2026-10-02\nHbA1c,39,mmol/mol,2026-10-02\nHbA1c,5.7,%,2026-10-03\nWBC,6.2,K/uL,2026-10-02\nRBC,4.7,M/uL,2026-10-02\nMCH,1.8,fmol,2026-10-02\n",
        [
            "creatinine=80@2026-10-02",
            "creatinine=80@2026-10-03",
            "ferritin=18@2026-10-02",
            "iron=17.907@2026-10-02",
            "calcium=2.2955@2026-10-02",
            "sodium=140@2026-10-02",
            "alt=20@2026-10-02",
            "?",
            "platelets=250@2026-10-02",
            "hba1c=39@2026-10-02",
            "hba1c=38.79@2026-10-03",
            "white_cells=6.2@2026-10-02",
            "red_cells=4.7@2026-10-02",
            "mch=29.0@2026-10-02",
        ],
    ),
    "serial_days": (
        "Test,Value,Unit,Date\nFerritin,18,ug/L,46297\nPotassium,4.2,mmol/L,46297.5\n",
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "interval_by_sex": (
        "Test;Ergebnis;Einheit;Referenz;Datum\nFerritin;18;µg/l;M: 30-400 F: 15-150;02.10.2026\nHb;12,5;g/dl;Männer 14-18, Frauen 12-16;02.10.2026\n",
        ["ferritin=18@2026-10-02", "haemoglobin=125@2026-10-02"],
    ),
    "two_tables_in_one": (
        "Haematology\nTest,Result,Units,Date\nHb,12.5,g/dL,2026-10-02\n\nChemistry\nDate,Test,Units,Result\n2026-10-02,Ferritin,ng/mL,18\n",
        ["haemoglobin=125@2026-10-02", "?Chemistry", "?Date", "ferritin=18@2026-10-02"],
    ),
    "totals_and_notes": (
        "Test,Result,Units,Date\nFerritin,18,ng/mL,2026-10-02\nTotal tests: 1,,,\n* outside the interval,,,\n",
        ["ferritin=18@2026-10-02", "?", "?"],
    ),
    "separator_told": ("sep=;\nTest;Wert;Einheit;Datum\nKalium;4,2;mmol/l;02.10.2026\n", ["potassium=4.2@2026-10-02"]),
    "low_and_high": (
        "Parameter;Ergebnis;Einheit;Ref von;Ref bis;Entnahme am\nFerritin;18;µg/l;15;150;02.10.2026\nTSH;1,8;mU/l;0,3;4,2;02.10.2026\n",
        ["ferritin=18@2026-10-02", "tsh=1.8@2026-10-02"],
    ),
    "quoted_decimal_commas": (
        'Test,Result,Units,Date\nKalium,"4,2",mmol/l,02.10.2026\nNatrium,"140,0",mmol/l,02.10.2026\n',
        ["potassium=4.2@2026-10-02", "sodium=140@2026-10-02"],
    ),
    "unquoted_decimal_comma": ("Test,Result,Units,Date\nKalium,4,2,mmol/l,02.10.2026\n", ["?unquoted decimal comma"]),
    "values_of_before": (
        "Untersuchung;Ergebnis;Vorwert;Einheit;Datum\nFerritin;18;12;µg/l;02.10.2026\n",
        ["ferritin=18@2026-10-02"],
    ),
    "json_rows": (
        '{"results":[{"name":"Ferritin","result":"18","units":"ng/mL","collected":"2026-10-02"},{"analyte":"Potassium","value":4.2,"uom":"mmol/L","date":"2026-10-02","reference_range":"3.5-5.1"}]}',
        ["ferritin=18@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "yaml_rows": (
        "labs:\n  - {test: ferritin, value: '<5', unit: ug/L, at: 2026-10-02}\n  - {test: potassium, value: 4.2, unit: mmol/L, at: 2026-10-02}\n",
        ["ferritin=<5@2026-10-02", "potassium=4.2@2026-10-02"],
    ),
    "text_line_by_line": (
        "Blood test of 02.10.2026\nFerritin 18 ug/L (15-150)\nPotassium: 4.2 mmol/L\nHaemoglobin 125 g/L [117 - 153]\n",
        ["?confirmed", "?confirmed", "?confirmed", "!confirmed"],
    ),
}
