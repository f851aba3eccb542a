"""Two cohort outputs held against each other: two scorers, two versions, two sets of options or of event lists.

Nights are paired by the bytes of the recording, and by its name where copies or several event lists leave a choice.
An index is compared only where both have it and both are per hour of the same thing.

References
----------
Limits of agreement: Bland and Altman 1986, doi 10.1016/S0140-6736(86)90837-8. Movements are the same at an overlap of
0.2 of their union, as in the comparison on PSG-IPA quoted in rules.md section 3.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whytwitch.cohort.analysis import check_tables
from whytwitch.errors import ContradictionError
from whytwitch.evidence.night.rules import MATCH_IOU, PLMS_MANY_ADULT_PER_H

if TYPE_CHECKING:
    import duckdb

#: Columns of ``nights.parquet`` that are compared, each with the column that says what it is per hour of.
COMPARED = {
    **{
        f"wasm_{one}": "wasm_denominator"
        for one in ("clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h",
                    "periodicity_plm_per_clm", "periodicity_ferri")
    },
    **{f"aasm_{one}": "aasm_denominator" for one in ("lm_per_h", "plms_per_h", "plms_arousal_per_h")},
}  # fmt: skip
_LIMIT_SD = 1.96


def is_output(path: Path) -> bool:
    """Say whether a folder is what ``whytwitch cohort`` wrote."""
    return path.is_dir() and (path / "nights.parquet").is_file()


def compare_outputs(first: Path, second: Path) -> dict[str, Any]:
    """Hold one cohort output against another.

    Parameters
    ----------
    first, second : Path
        Folders with the four tables; the first is the reference.

    Returns
    -------
    dict
        ``nights``: how many are in both, and the names of those in one only or in error; ``made_by``: software and
        options of each; ``indices``: for each, nights, means, bias (second less first), limits of agreement,
        correlation, the night that differs most, and how many nights could not be compared; ``movements``: counts and
        F1, pooled and over nights; ``many``: on how many nights the PLMS index is above 15 an hour in both, one or
        neither; ``by_night``: one entry a night.

    Raises
    ------
    FileError, FormatError
        A table is missing, damaged or of another version.
    ContradictionError
        The two have no night in common.
    """
    import duckdb

    for out in (first, second):
        check_tables(out)
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
    ) as db:
        for short, out in (("a", first), ("b", second)):
            place = f"{out.absolute()}/".replace("'", "''")
            for table in ("nights", "movements", "errors"):
                db.execute(f"CREATE VIEW {short}_{table} AS SELECT * FROM read_parquet('{place}{table}.parquet')")  # noqa: S608
        sides = [_nights(db, short) for short in ("a", "b")]
        pairs = _paired(*sides)
        if not pairs:
            raise ContradictionError(
                "these two outputs have no night in common", where=f"{first.name} and {second.name}",
                allowed="two outputs of the same recordings",
            )  # fmt: skip
        found = _matched(db, pairs)
        return {
            "nights": {
                "both": len(pairs),
                "only_first": sorted({a["name"] for a in sides[0]} - {a["name"] for a, _ in pairs}),
                "only_second": sorted({b["name"] for b in sides[1]} - {b["name"] for _, b in pairs}),
                "errors_first": _errors(db, "a"),
                "errors_second": _errors(db, "b"),
                "different_bytes": sorted(a["name"] for a, b in pairs if a["recording"] != b["recording"]),
            },
            "made_by": [
                {key: sorted({str(one[key]) for one in side}) for key in ("software", "options")} for side in sides
            ],
            "indices": [_index(pairs, column, hours) for column, hours in COMPARED.items()],
            "movements": _agreement(found),
            "many": {edition: _many(pairs, f"{edition}_plms_per_h") for edition in ("wasm", "aasm")},
            "by_night": [_night(a, b, found[i]) for i, (a, b) in enumerate(pairs)],
        }


def _nights(db: duckdb.DuckDBPyConnection, short: str) -> list[dict[str, Any]]:
    columns = ["night", "name", "recording", "software", "options", "wasm_denominator", "aasm_denominator", *COMPARED]
    rows = db.execute(f"SELECT {', '.join(columns)} FROM {short}_nights WHERE present ORDER BY name").fetchall()  # noqa: S608
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _errors(db: duckdb.DuckDBPyConnection, short: str) -> list[str]:
    rows = db.execute(f"SELECT DISTINCT name FROM {short}_errors WHERE kind = 'error' ORDER BY name")  # noqa: S608
    return [name for (name,) in rows.fetchall()]


def _paired(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair by bytes and name, then by bytes where only one is left on each side, then by name."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    left, right = list(first), list(second)
    for key in (lambda one: (one["recording"], one["name"]), lambda one: one["recording"], lambda one: one["name"]):
        groups: dict[Any, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((left, right)):
            for row in rows:
                groups[key(row)][side].append(row)
        pairs += [(a[0], b[0]) for a, b in groups.values() if len(a) == len(b) == 1]
        taken = {id(row) for pair in pairs for row in pair}
        left, right = ([row for row in rows if id(row) not in taken] for rows in (left, right))
    return sorted(pairs, key=lambda pair: pair[0]["name"])


def _matched(
    db: duckdb.DuckDBPyConnection, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> list[dict[str, tuple[int, int, int]]]:
    """For each night and leg: movements in the first, in the second, in both (best overlap first, each used once)."""
    import pyarrow as pa

    table = pa.table({"pair": list(range(len(pairs))), "a": [a["night"] for a, _ in pairs],
                      "b": [b["night"] for _, b in pairs]})  # fmt: skip
    db.register("pairs", table)
    for short in ("a", "b"):
        db.execute(
            f"CREATE TEMP TABLE {short}_legs AS SELECT pair, leg, id, onset_s AS f, onset_s + duration_s AS t "  # noqa: S608
            f"FROM {short}_movements m JOIN pairs ON m.night = pairs.{short} "
            "WHERE edition = 'legs' AND morphology IS DISTINCT FROM false"
        )
    counts: list[dict[str, list[int]]] = [defaultdict(lambda: [0, 0, 0]) for _ in pairs]
    for side, short in enumerate(("a", "b")):
        for pair, leg, n in db.execute(f"SELECT pair, leg, count(*) FROM {short}_legs GROUP BY ALL").fetchall():  # noqa: S608
            counts[pair][leg][side] = n
    candidates = db.execute(
        "SELECT a.pair, a.leg, a.id, b.id, "
        "(least(a.t, b.t) - greatest(a.f, b.f)) / (greatest(a.t, b.t) - least(a.f, b.f)) AS share "
        "FROM a_legs a JOIN b_legs b ON a.pair = b.pair AND a.leg = b.leg AND a.f < b.t AND b.f < a.t "
        "WHERE share >= ? ORDER BY share DESC, a.f, b.f, a.id, b.id",
        [MATCH_IOU],
    ).fetchall()
    used: tuple[set[Any], set[Any]] = (set(), set())
    for pair, leg, x, y, _ in candidates:
        if (pair, x) not in used[0] and (pair, y) not in used[1]:
            used[0].add((pair, x))
            used[1].add((pair, y))
            counts[pair][leg][2] += 1
    return [{leg: (n[0], n[1], n[2]) for leg, n in sorted(one.items())} for one in counts]


def _f1(first: int, second: int, both: int) -> float | None:
    return 2 * both / (first + second) if first or second else None


def _agreement(found: list[dict[str, tuple[int, int, int]]]) -> dict[str, Any]:
    pooled: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for night in found:
        for leg, numbers in night.items():
            for i, n in enumerate(numbers):
                pooled[leg][i] += n
                pooled["all"][i] += n
    by_night = sorted(value for one in found if (value := _f1(*_total(one))) is not None)
    return {
        "legs": {
            leg: {"first": n[0], "second": n[1], "both": n[2], "f1": _f1(*n)} for leg, n in sorted(pooled.items())
        },
        "nights": len(by_night),
        "f1_quartiles": [_quantile(by_night, q) for q in (0.25, 0.5, 0.75)] if by_night else None,
        "nights_alike": sum(value == 1.0 for value in by_night),
    }


def _total(night: dict[str, tuple[int, int, int]]) -> tuple[int, int, int]:
    first, second, both = (sum(column) for column in zip(*night.values(), strict=True)) if night else (0, 0, 0)
    return first, second, both


def _quantile(ordered: list[float], q: float) -> float:
    at = q * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def _index(pairs: list[tuple[dict[str, Any], dict[str, Any]]], column: str, hours: str) -> dict[str, Any]:
    held, only, mixed = [], [0, 0], 0
    for a, b in pairs:
        x, y = a[column], b[column]
        if x is None or y is None:
            only[0] += x is not None
            only[1] += y is not None
        elif a[hours] != b[hours]:
            mixed += 1
        else:
            held.append((x, y, a["name"]))
    n = len(held)
    differences = [y - x for x, y, _ in held]
    bias = sum(differences) / n if n else None
    sd = _sd(differences)
    most = max(held, key=lambda one: abs(one[1] - one[0]), default=None)
    return {
        "index": column,
        "nights": n,
        "only_first": only[0],
        "only_second": only[1],
        "per_hour_of_different_things": mixed,
        "mean_first": sum(x for x, _, _ in held) / n if n else None,
        "mean_second": sum(y for _, y, _ in held) / n if n else None,
        "bias": bias,
        "limits": None if bias is None or sd is None else [bias - _LIMIT_SD * sd, bias + _LIMIT_SD * sd],
        "correlation": _correlation([(x, y) for x, y, _ in held]),
        "equal": sum(d == 0 for d in differences),
        "most": None if most is None else {"name": most[2], "first": most[0], "second": most[1]},
    }


def _sd(values: list[float]) -> float | None:
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    a, b = _sd([x for x, _ in pairs]), _sd([y for _, y in pairs])
    if not a or not b:
        return None
    n = len(pairs)
    x, y = (sum(column) / n for column in zip(*pairs, strict=True))
    return sum((p - x) * (q - y) for p, q in pairs) / (n - 1) / (a * b)


def _many(pairs: list[tuple[dict[str, Any], dict[str, Any]]], column: str) -> dict[str, Any]:
    known = [(a[column] > PLMS_MANY_ADULT_PER_H, b[column] > PLMS_MANY_ADULT_PER_H)
             for a, b in pairs if a[column] is not None and b[column] is not None]  # fmt: skip
    return {
        "above_per_h": PLMS_MANY_ADULT_PER_H,
        "both": sum(x and y for x, y in known),
        "only_first": sum(x and not y for x, y in known),
        "only_second": sum(y and not x for x, y in known),
        "neither": sum(not x and not y for x, y in known),
    }


def _night(a: dict[str, Any], b: dict[str, Any], found: dict[str, tuple[int, int, int]]) -> dict[str, Any]:
    first, second, both = _total(found)
    return {
        "name": a["name"],
        "movements": {"first": first, "second": second, "both": both, "f1": _f1(first, second, both)},
        **{column: [a[column], b[column]] for column in COMPARED},
    }
