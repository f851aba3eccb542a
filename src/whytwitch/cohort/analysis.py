"""What the nights of a cohort say together: DuckDB views over the four tables, and a summary made of them.

``views.sql`` beside the tables holds the same views for anyone's own DuckDB.

References
----------
Agreement of two rule books: limits of agreement as in Bland and Altman 1986, doi 10.1016/S0140-6736(86)90837-8.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whytwitch.cohort.tables import KEY, TABLES, VERSION
from whytwitch.errors import FileError, FormatError

if TYPE_CHECKING:
    import duckdb

#: Both directions of 1.96 standard deviations hold 95 % of a normal distribution.
_LIMIT_SD = 1.96
#: Points drawn at the most in the figure of agreement; the figures themselves use every night.
POINTS = 2000

VIEWS: dict[str, str] = {
    # one row a night that is there, with the age group used below
    "scored": """
        SELECT *, CASE WHEN age IS NULL THEN 'not given' WHEN age < 18 THEN 'under 18'
                       WHEN age < 40 THEN '18-39' WHEN age < 60 THEN '40-59' ELSE '60 and over' END AS age_group
        FROM nights WHERE present""",
    "by_age_and_sex": """
        SELECT age_group, coalesce(sex, 'not given') AS sex, count(*) AS nights,
               count(DISTINCT subject) AS people,
               quantile_cont(wasm_plms_per_h, [0.25, 0.5, 0.75]) AS wasm_plms_quartiles,
               quantile_cont(aasm_plms_per_h, [0.25, 0.5, 0.75]) AS aasm_plms_quartiles
        FROM scored GROUP BY ALL ORDER BY ALL""",
    # both rule books on the same night
    "both_editions": """
        SELECT night, name, wasm_plms_per_h AS wasm, aasm_plms_per_h AS aasm,
               aasm_plms_per_h - wasm_plms_per_h AS difference, (aasm_plms_per_h + wasm_plms_per_h) / 2 AS mean
        FROM scored WHERE wasm_plms_per_h IS NOT NULL AND aasm_plms_per_h IS NOT NULL""",
    # people with more than one night
    "night_to_night": """
        SELECT subject, count(*) AS nights, avg(wasm_plms_per_h) AS mean, stddev_samp(wasm_plms_per_h) AS sd,
               max(wasm_plms_per_h) - min(wasm_plms_per_h) AS span
        FROM scored WHERE wasm_plms_per_h IS NOT NULL AND subject IS NOT NULL
        GROUP BY subject HAVING count(*) > 1 ORDER BY subject""",
    "quality": """
        SELECT count(*) AS nights, count(*) FILTER (sleep_source = 'none') AS without_stages,
               count(*) FILTER (len(legs) = 1) AS one_leg, count(*) FILTER (len(legs) = 0) AS without_signal,
               count(*) FILTER (wasm_plms_per_h IS NULL) AS without_index,
               count(*) FILTER (unscorable_h > 0) AS with_unscorable,
               count(*) FILTER (len(warnings) > 0) AS with_warnings,
               median(hours) AS hours_median, median(tst_h) AS tst_median
        FROM scored""",
    # from the single movements: onset-to-onset intervals between neighbours in sleep
    "intervals": """
        SELECT night, edition, onset_s - lag(onset_s) OVER (PARTITION BY night, edition ORDER BY onset_s) AS imi_s,
               lag(stage) OVER (PARTITION BY night, edition ORDER BY onset_s) AS stage_before, stage
        FROM movements WHERE counts AND edition <> 'legs'""",
    "interval_histogram": """
        SELECT edition, CAST(floor(imi_s / 2) * 2 AS INTEGER) AS from_s, count(*) AS intervals
        FROM intervals WHERE imi_s < 100 AND stage <> 'W' AND stage_before <> 'W' GROUP BY ALL ORDER BY ALL""",
    "by_hour": """
        SELECT h.hour, avg(h.plms) AS plms_per_h, count(h.plms) AS nights
        FROM (SELECT unnest(range(1, len(wasm_by_hour) + 1)) AS hour, unnest(wasm_by_hour) AS plms FROM scored) AS h
        GROUP BY h.hour ORDER BY h.hour""",
}  # fmt: skip


def connect(out: Path) -> duckdb.DuckDBPyConnection:
    """Open the tables of a folder as DuckDB views, in memory and without any connection elsewhere.

    Parameters
    ----------
    out : Path
        Folder with the four tables.

    Returns
    -------
    duckdb.DuckDBPyConnection
        With ``nights``, ``movements``, ``series``, ``errors`` and the views of :data:`VIEWS`.

    Raises
    ------
    FileError
        A table is missing.
    FormatError
        A table is damaged or of another version.
    """
    import duckdb

    check_tables(out)
    db = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
    )
    for statement in _statements(out):
        db.execute(statement)
    return db


def check_tables(out: Path) -> None:
    """Look whether the four tables of a folder are there and of this version.

    Raises
    ------
    FileError
        A table is missing.
    FormatError
        A table is damaged or of another version.
    """
    for table in TABLES:
        _check(out / f"{table}.parquet")


def _check(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise FileError("there is no such table", where=str(path), todo="run 'whytwitch cohort DIR --out DIR' first")
    try:
        version = (pq.read_schema(path).metadata or {}).get(KEY, b"none").decode()
    except (pa.ArrowInvalid, OSError) as error:
        raise FormatError(
            "this table is damaged", where=str(path), found=str(error)[:100], todo="run 'whytwitch cohort' again"
        ) from None
    if version != VERSION:
        raise FormatError(
            "this table was written by another version", where=str(path), found=f"version {version}",
            allowed=f"version {VERSION}", todo="run 'whytwitch cohort' again; it keeps the old one aside",
        )  # fmt: skip


def _statements(out: Path | None) -> list[str]:
    place = "" if out is None else f"{out.absolute()}/".replace("'", "''")
    base = [f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{place}{table}.parquet')" for table in TABLES]  # noqa: S608
    return base + [f"CREATE VIEW {name} AS {' '.join(text.split())}" for name, text in VIEWS.items()]


def write_views(out: Path) -> None:
    """Write ``views.sql``; ``duckdb -init views.sql`` in that folder opens the cohort."""
    (out / "views.sql").write_text(";\n".join(_statements(None)) + ";\n", encoding="utf-8")


def summarize(out: Path) -> dict[str, Any]:
    """Work out the summary of a cohort.

    Parameters
    ----------
    out : Path
        Folder with the four tables.

    Returns
    -------
    dict
        ``nights``, ``quality``, ``errors``, ``index`` (distribution of the PLMS index by edition), ``agreement`` of
        the editions, ``night_to_night``, ``by_age_and_sex``, ``by_hour``, ``intervals``, ``software``. What cannot
        be worked out is None.

    Raises
    ------
    FileError, FormatError
        See :func:`connect`.
    """
    with connect(out) as db:
        quality = _rows(db, "SELECT * FROM quality")[0]
        return {
            "nights": quality["nights"],
            "people": db.execute("SELECT count(DISTINCT subject) FROM scored").fetchone()[0],  # type: ignore[index]
            "movements": db.execute("SELECT count(*) FROM movements").fetchone()[0],  # type: ignore[index]
            "quality": quality,
            "errors": _rows(
                db,
                "SELECT kind, error, count(*) AS rows, min(sentence) AS example FROM errors "
                "GROUP BY ALL ORDER BY kind, rows DESC, error",
            ),
            "index": {edition: _distribution(db, f"{edition}_plms_per_h") for edition in ("wasm", "aasm")},
            "agreement": _agreement(db),
            "night_to_night": _night_to_night(db),
            "by_age_and_sex": _rows(db, "SELECT * FROM by_age_and_sex"),
            "by_hour": _rows(db, "SELECT * FROM by_hour"),
            "intervals": _rows(db, "SELECT * FROM interval_histogram"),
            "software": [row[0] for row in db.execute("SELECT DISTINCT software FROM scored ORDER BY 1").fetchall()],
            "options": [row[0] for row in db.execute("SELECT DISTINCT options FROM scored ORDER BY 1").fetchall()],
        }


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = db.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _distribution(db: duckdb.DuckDBPyConnection, column: str) -> dict[str, Any]:
    (row,) = _rows(
        db,
        f"SELECT count({column}) AS nights, quantile_cont({column}, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles, "  # noqa: S608
        f"avg({column}) AS mean FROM scored",
    )
    counts = _rows(
        db,
        f"SELECT CAST(least(floor({column} / 5) * 5, 100) AS INTEGER) AS from_per_h, count(*) AS nights FROM scored "  # noqa: S608
        f"WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY ALL",
    )
    return {**row, "histogram": counts}


def _agreement(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    found = db.execute("SELECT count(*), avg(difference), stddev_samp(difference) FROM both_editions").fetchone()
    assert found is not None
    nights, bias, sd = found
    points = db.execute("SELECT mean, difference FROM both_editions ORDER BY hash(night) LIMIT ?", [POINTS]).fetchall()
    usable = sd is not None and math.isfinite(sd)
    return {
        "nights": nights,
        "bias": bias,
        "sd": sd if usable else None,
        "limits": [bias - _LIMIT_SD * sd, bias + _LIMIT_SD * sd] if usable else None,
        "points": [list(point) for point in points],
    }


def _night_to_night(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Spread within one person: the root of the mean variance over people with several nights."""
    found = db.execute(
        "SELECT count(*), sum(nights), sqrt(sum(sd * sd * (nights - 1)) / nullif(sum(nights - 1), 0)), median(span) "
        "FROM night_to_night"
    ).fetchone()
    assert found is not None
    people, nights, sd, span = found
    return {"people": people, "nights": nights or 0, "within_person_sd": sd, "median_span": span}
