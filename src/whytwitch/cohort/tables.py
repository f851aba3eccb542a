"""The four Parquet tables: their columns, units and version.

A reader of the tables needs nothing of this package: names say the unit (``_s`` seconds from the start of the
recording, ``_h`` hours, ``_per_h`` per hour of sleep or, where ``sleep_source`` is ``none``, of recording).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

#: Raised when a column changes its meaning; tables of another version are moved aside, never mixed.
VERSION = "1"
KEY = b"whytwitch_tables"

_WASM = ["clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h", "periodicity_plm_per_clm",
         "periodicity_ferri"]  # fmt: skip
_WASM_COUNTS = ["clm", "plms", "plms_nr", "plms_arousal", "plmw", "clm_respiratory", "not_clm", "short_interval",
                "isolated"]  # fmt: skip
_AASM = ["lm_per_h", "plms_per_h", "plms_arousal_per_h"]
_AASM_COUNTS = ["lm", "plms", "plms_arousal"]
STAGES = ["N1", "N2", "N3", "R", "W"]
SIDES = ["left", "right", "both", "unknown"]

#: Column -> type, in order. ``?`` is added by nobody: every column may be null.
NIGHTS: dict[str, str] = {
    "night": "string", "name": "string", "recording": "string", "subject": "string", "session": "string",
    "age": "double", "sex": "string", "present": "bool", "start": "string", "hours": "double",
    "legs": "list<string>", "leg_sides": "list<string>", "rate_hz": "double", "unit": "string", "step_uv": "double",
    "scorable_h": "double", "unscorable_h": "double", "sleep_source": "string", "tst_h": "double", "wake_h": "double",
    "unstaged_h": "double", **{f"{stage.lower()}_h": "double" for stage in STAGES},
    "scored_by": "string", "wasm_denominator": "string", **{f"wasm_{name}": "double" for name in _WASM},
    **{f"wasm_n_{name}": "int32" for name in _WASM_COUNTS},
    "wasm_ln_imi_mean": "double", "wasm_ln_imi_sd": "double", "wasm_by_hour": "list<double>",
    "aasm_denominator": "string", **{f"aasm_{name}": "double" for name in _AASM},
    **{f"aasm_n_{name}": "int32" for name in _AASM_COUNTS},
    "why_they_differ": "list<string>", "warnings": "list<string>", "software": "string", "options": "string",
    "events": "list<string>",
}  # fmt: skip
#: ``edition`` is ``legs`` for the movements of one leg before any rule book, else the rule book that combined them.
MOVEMENTS: dict[str, str] = {
    "night": "string", "edition": "string", "id": "string", "leg": "string", "onset_s": "double",
    "duration_s": "double", "stage": "string", "counts": "bool", "excluded": "string", "respiratory": "bool",
    "arousal": "bool", "series": "string", "series_nr": "string", "morphology": "bool", "origin": "string",
    "members": "list<string>",
}  # fmt: skip
SERIES: dict[str, str] = {
    "night": "string", "edition": "string", "id": "string", "without_respiratory": "bool", "count": "int32",
    "from_id": "string", "to_id": "string", "from_s": "double", "to_s": "double", "mean_interval_s": "double",
}  # fmt: skip
ERRORS: dict[str, str] = {
    "name": "string", "kind": "string", "error": "string", "exit_code": "int32", "sentence": "string",
    "software": "string",
}  # fmt: skip
TABLES: dict[str, dict[str, str]] = {"nights": NIGHTS, "movements": MOVEMENTS, "series": SERIES, "errors": ERRORS}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table.

    Parameters
    ----------
    table : {"nights", "movements", "series", "errors"}

    Returns
    -------
    pyarrow.Schema
        With the version of the tables in its metadata.
    """
    import pyarrow as pa

    types: dict[str, Any] = {
        "string": pa.string(), "double": pa.float64(), "bool": pa.bool_(), "int32": pa.int32(),
        "list<string>": pa.list_(pa.string()), "list<double>": pa.list_(pa.float64()),
    }  # fmt: skip
    return pa.schema([(name, types[kind]) for name, kind in TABLES[table].items()], {KEY: VERSION.encode()})


def packed(table: str, columns: Mapping[str, list[Any]]) -> bytes:
    """Columns as one line of compressed JSON: what a worker sends and the ledger keeps.

    A worker so needs no Arrow, whose Python lists bring pandas with them (2 s and 60 MB a process).

    Parameters
    ----------
    table : str
        Which table.
    columns : mapping of str to list
        All of equal length; a column that is left out is null.

    Returns
    -------
    bytes
    """
    rows = len(next(iter(columns.values()), []))
    whole = {name: columns.get(name) or [None] * rows for name in TABLES[table]}
    return zlib.compress(json.dumps(whole, separators=(",", ":")).encode(), 1)


def unpacked(blob: bytes) -> dict[str, list[Any]]:
    """The columns of :func:`packed`."""
    return dict(json.loads(zlib.decompress(blob)))


def joined(table: str, blobs: Iterable[bytes]) -> pa.Table:
    """The rows of many packed pieces as one Arrow table, in the order of the pieces.

    Parameters
    ----------
    table : str
        Which table.
    blobs : iterable of bytes
        As :func:`packed` makes them.

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa
    import pyarrow.json as reader

    shape = schema(table)
    text = b"\n".join(zlib.decompress(blob) for blob in blobs)
    if not text:
        return shape.empty_table()
    lists = reader.read_json(
        pa.BufferReader(text),
        read_options=reader.ReadOptions(block_size=len(text) + 1),
        parse_options=reader.ParseOptions(
            explicit_schema=pa.schema([(field.name, pa.list_(field.type)) for field in shape]),
            unexpected_field_behavior="error",
        ),
    )
    columns = [lists.column(name).combine_chunks().flatten() for name in shape.names]
    return pa.Table.from_arrays(columns, schema=shape)
