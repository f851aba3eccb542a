"""Compile the data files into one JSON file, for a quick start: ``python -m whytwitch.knowledge.compile``."""

from __future__ import annotations

import json

from whytwitch.knowledge.files import COMPILED, DATA, data_files, data_hash, parse_yaml


def compile_data() -> None:
    """Write ``_compiled.json`` beside this module, with the hash of what it was made from."""
    files = {path.relative_to(DATA).as_posix(): parse_yaml(path) for path in data_files()}
    text = json.dumps({"hash": data_hash(), "files": files}, default=str, ensure_ascii=False)
    temporary = COMPILED.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(COMPILED)


if __name__ == "__main__":
    compile_data()
