"""Write the template of all messages, and the pseudo-locales that the tests put the pages in.

``python tools/messages.py`` writes ``src/whytwitch/web/locale/django.pot``, which a translator starts from; with
``--knowledge FILE`` also the (long) template of the texts of the knowledge, and with ``--pseudo FOLDER`` catalogues of
two languages that nobody speaks: ``en-xa`` (accented, a third longer) and ``ar-xb`` (the same, from right to left).
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "whytwitch"
TEMPLATE = PACKAGE / "web" / "locale" / "django.pot"

#: Rooms whose sentences a person reads, and how each kind of file is read.
METHODS = [
    (f"{room}/**.{ending}", how)
    for room in ("report", "web", "evidence", "care", "picture")
    for ending, how in (("py", "python"), ("jinja", "jinja2"))
]
OPTIONS = {name: {"trimmed": "true", "silent": "false"} for name, how in METHODS if how == "jinja2"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "counted": (2, 3),
    "pgettext": ((1, "c"), 2),
}

#: Signs that stay as they are: what is filled in, tags and their addresses, entities, numbers.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|\{\w*\}|<[^>]*>|&\w+;)")
ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒǧĥíǰķłɱñóþɋřšťúṽŵẋýžÁƁÇĐÉƑǦĤÍĴĶĹṀÑÓÞɊŘŠŤÚṼŴẊÝŽ"
)


def template() -> Catalog:
    """All sentences of templates, forms and presenters, in the order of the files."""
    catalog = Catalog(project="whytwitch", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# Messages of whytwitch. Made by tools/messages.py; do not edit."
    found = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _, message, _, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(message, None, [(f"src/whytwitch/{file}", None)], context=context)
    return catalog


def as_text(catalog: Catalog) -> str:
    """A template as it stands in its file: no date, no line numbers, so that it changes only with its messages."""
    written = io.BytesIO()
    write_po(written, catalog, width=110, include_lineno=False, ignore_obsolete=True, sort_output=False)
    lines = written.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not re.match(r'"(POT-Creation|PO-Revision)-Date', line)).strip() + "\n"


def knowledge_template() -> Catalog:
    """All texts of the knowledge and of the example people, each with its id as context."""
    sys.path.insert(0, str(ROOT / "src"))
    from whytwitch.knowledge import base, files
    from whytwitch.knowledge.translating import texts

    catalog = Catalog(project="whytwitch knowledge", charset="utf-8", fuzzy=False)
    kinds = {
        "findings/": base.Finding, "movements.yaml": base.Vocabulary, "conditions/": base.Condition,
        "known_conditions.yaml": base.KnownCondition, "danger/": base.DangerRule, "tests.yaml": base.Test,
        "measures/": base.Measure, "medicines.yaml": base.MedicineClass, "claims.yaml": base.Claim,
    }  # fmt: skip
    for file, content in files.all_data().items():
        kind = next((one.__name__ for start, one in kinds.items() if file.startswith(start)), None)
        kind = kind or {"countries.yaml": "Country", "coverage.yaml": "CoverageRow"}.get(file)
        held = {f"{kind}.{name}": entry for name, entry in (content or {}).items()} if kind else {}
        if file == "contact.yaml":
            held = {"Contact": content}
        if file == "interview.yaml":
            held = {"Interview": content}
        if file == "recheck.yaml":
            held = {"Recheck": content}
        for name, entry in held.items():
            for key, text in texts(name, entry):
                catalog.add(text, None, context=key)
    from whytwitch.knowledge.analytes import load_analytes

    for analyte in load_analytes().by_id.values():
        catalog.add(analyte.name, None, context=f"Analyte.{analyte.id}.name")
    for path in sorted((PACKAGE / "web" / "start" / "examples").glob("*.yaml")):
        about = files.parse_yaml(path)["about"]
        for part in ("title", "line"):
            catalog.add(about[part], None, context=f"Example.{path.stem}.{part}")
    return catalog


def pseudo(message: str) -> str:
    """A sentence as nobody writes it: accented and a third longer; what is filled in and tags stay."""
    parts = KEPT.split(message)
    said = "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTED) for part in parts)
    letters = sum(sign.isalpha() for part in parts if not KEPT.fullmatch(part) for sign in part)
    return said if letters < 2 else f"{said} {'·' * max(1, round(letters * 0.3))}"


def write_pseudo(folder: Path, languages: tuple[str, ...] = ("en_XA", "ar_XB")) -> None:
    """Write the compiled catalogues of the pseudo-locales."""
    for domain, made in (("django", template()), ("knowledge", knowledge_template())):
        for message in made:
            if not message.id:
                continue
            if isinstance(message.id, tuple):
                message.string = tuple(pseudo(one) for one in message.id)
            else:
                message.string = pseudo(message.id)
        for language in languages:
            target = folder / language / "LC_MESSAGES" / f"{domain}.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                write_mo(file, made)


def main() -> None:
    """Write what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--knowledge", type=Path)
    asked.add_argument("--pseudo", type=Path)
    args = asked.parse_args()
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(as_text(template()), encoding="utf-8")
    if args.knowledge:
        args.knowledge.write_text(as_text(knowledge_template()), encoding="utf-8")
    if args.pseudo:
        write_pseudo(args.pseudo)


if __name__ == "__main__":
    main()
