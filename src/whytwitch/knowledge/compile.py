"""Compile the data files into one JSON file, for a quick start: ``python -m whytwitch.knowledge.compile``."""

from __future__ import annotations

import json
from hashlib import sha256

from whytwitch.errors import SystemPartError
from whytwitch.knowledge.files import COMPILED, DATA, data_files, data_hash, parse_yaml


def compile_data() -> None:
    """Write ``_compiled.json`` beside this module, with the hash of what it was made from.

    The hash is taken before the files are read and again after: a file edited meanwhile leaves no stale result.
    """
    data_hash.cache_clear()
    before = data_hash()
    paths = {path.relative_to(DATA).as_posix(): path for path in data_files()}
    digests = {name: sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    files = {name: parse_yaml(path) for name, path in paths.items()}
    data_hash.cache_clear()
    if data_hash() != before:
        raise SystemPartError(
            "the knowledge was edited while it was compiled", where="knowledge/data", todo="compile again"
        )
    text = json.dumps({"hash": before, "digests": digests, "files": files}, default=str, ensure_ascii=False)
    temporary = COMPILED.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(COMPILED)


if __name__ == "__main__":
    compile_data()
