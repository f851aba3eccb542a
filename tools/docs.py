"""Make the generated pages of docs/ anew, or with ``--check`` say which are out of date.

python3 dev.py docs            write them
python3 dev.py docs --check    exit with 1 and their names when one is not current
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE = "<!-- made by 'python3 dev.py docs'; do not edit -->\n\n"


def schemas() -> dict[str, str]:
    """The JSON Schemas of everything that leaves or enters as a file."""
    from whytwitch.evidence.case.schema import case_schema
    from whytwitch.knowledge import knowledge
    from whytwitch.model.labs import LabReport
    from whytwitch.model.night import Night
    from whytwitch.model.workup import PictureDocument

    made = {
        "case": case_schema(knowledge()),
        "picture": PictureDocument.model_json_schema(by_alias=True, mode="serialization"),
        "labs": LabReport.model_json_schema(mode="serialization"),
        "night": Night.model_json_schema(mode="serialization"),
    }
    return {
        f"schemas/{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in made.items()
    }


def danger_page() -> str:
    """Every danger rule with its level, reason and source."""
    from whytwitch.knowledge import knowledge
    from whytwitch.model.urgency import Level

    base = knowledge()
    lines = [
        "# Danger rules",
        "",
        "Rules stand outside the probabilities and nothing lowers them but the person's own logged "
        "correction. *Verified* means that the primary text was read; the rest is clinical judgement and says so.",
        "",
    ]
    for level in Level:
        rules = [rule for rule in base.rules.values() if rule.level is level]
        if not rules:
            continue
        lines += [f"## {level}", "", "| rule | when | why | source | verified |", "|---|---|---|---|---|"]
        lines += [
            f"| `{rule.id}` | {_cell(rule.name)} | {_cell(rule.reason)} | `{rule.source}` | "
            f"{'yes' if rule.verified else 'no'} |"
            for rule in rules
        ]
        lines.append("")
    return MADE + "\n".join(lines)


def conditions_page() -> str:
    """Every condition: who it is, where its prior comes from, how many of its numbers were measured."""
    from whytwitch.knowledge import knowledge

    base = knowledge()
    lines = [
        "# Conditions",
        "",
        f"Knowledge version {base.version} of {base.date}. Priors are for people who ask about themselves; no "
        "study gives that mix, so each is a judgement with its reason in the data file.",
        "",
        "| condition | group | prior (interval) | findings: measured / derived / expert | see |",
        "|---|---|---|---|---|",
    ]
    for condition in base.conditions.values():
        prior = condition.prior["self_referred"]
        tags = [base.number(weight.p).tag for weight in condition.findings]
        span = (
            f"{prior.value:g} ({prior.low:g}–{prior.high:g})"
            if prior.low is not None and prior.high is not None
            else f"{prior.value:g}"
        )
        lines.append(
            f"| {condition.name} (`{condition.id}`) | {condition.group} | {span} | "
            f"{tags.count('measured')} / {tags.count('derived')} / {tags.count('expert')} | {condition.see.level} |"
        )
    return MADE + "\n".join(lines) + "\n"


VERDICTS = {
    "supported": "supported",
    "oversimplified": "too simple",
    "wrong": "wrong",
    "no_evidence": "no evidence",
    "unsafe": "unsafe",
}


def claims_page() -> str:
    """Every claim of the five articles, with verdict and source."""
    from whytwitch.knowledge import knowledge
    from whytwitch.knowledge.coverage import rows

    base = knowledge()
    counts = {verdict: sum(one.verdict == verdict for one in base.claims.values()) for verdict in VERDICTS}
    lines = [
        "# Popular claims, checked",
        "",
        "What five popular articles say about twitching legs (S0 to S4; *none*: what all of them leave out), and what "
        "the evidence says. *Read*: the source's own text was read. "
        + ", ".join(f"{word} {counts[verdict]}" for verdict, word in VERDICTS.items())
        + f"; {len(base.claims)} in all.",
        "",
    ]
    order = {name: place for place, name in enumerate(rows())}
    section = ""
    for claim in sorted(base.claims.values(), key=lambda one: order[one.row]):
        if (here := rows()[claim.row].of) != section:
            section = here
            lines += ["", f"## {section}", "", "| row | article | claim | verdict | why | source | read |"]
            lines += ["|---|---|---|---|---|---|---|"]
        lines.append(
            f"| {claim.row} | {claim.article} | {_cell(claim.claim)} | **{VERDICTS[claim.verdict]}** | "
            f"{_cell(claim.why)} | [`{claim.source}`](references.bib) | {'yes' if claim.verified else 'no'} |"
        )
    return MADE + "\n".join(lines) + "\n"


def references() -> str:
    """Every source as BibTeX."""
    from whytwitch.knowledge import knowledge

    entries = []
    for name, source in sorted(knowledge().sources.items()):
        note = [f"read: {source.read}", source.note]
        if source.accessed:
            note.insert(1, f"accessed {source.accessed}")
        if source.review_by:
            note.append(f"to be read again by {source.review_by}")
        fields = {
            "title": source.title or source.citation,
            "howpublished": source.citation,
            "year": str(source.year or ""),
            "doi": source.doi,
            "url": source.url,
            "note": "; ".join(one for one in note if one),
        }
        plain = {key: value if key in ("doi", "url") else _bib(value) for key, value in fields.items()}
        inside = ",\n".join(f"  {key} = {{{value}}}" for key, value in plain.items() if value)
        entries.append(f"@misc{{{name},\n{inside}\n}}\n")
    return "% made by 'python3 dev.py docs'; do not edit\n\n" + "\n".join(entries)


def _bib(text: str) -> str:
    """Text that BibTeX takes: braces balanced by leaving them out, and the signs it reads as commands escaped."""
    text = " ".join(text.split()).replace("{", "(").replace("}", ")").replace("\\", "/")
    return "".join(f"\\{sign}" if sign in "%&#_$" else sign for sign in text)


def cli_page() -> str:
    """The command line as ``--help`` prints it."""
    import typer

    from whytwitch.cli import app

    lines = ["# The command line", ""]
    for path, one in _commands(typer.main.get_command(app), ["whytwitch"]):
        context = one.make_context(path[-1], [], resilient_parsing=True)
        lines += [f"## `{' '.join(path)}`", "", _help(one), ""]
        for parameter in one.params:
            record = parameter.get_help_record(context)
            if record and not record[0].startswith("-h"):
                lines.append(f"- `{_cell(record[0])}`: {_cell(record[1])}")
        lines.append("")
    lines += ["Exit codes: 0 done, 2 usage, 10–19 the input is at fault (see [errors.md](errors.md)), 70 our bug."]
    return MADE + "\n".join(lines) + "\n"


def api_page() -> str:
    """Every operation of the HTTP API, from its own OpenAPI description."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()  # enough to describe; no data folder is made
    from whytwitch.api.described import operations

    lines = ["# The operations of the HTTP API", "", "Read [api.md](api.md) first. The full description is served at "
             "`/api/v1/openapi.json`.", ""]  # fmt: skip
    for one in operations():
        lines += [f"## `{one['method']} {one['path']}`", "", _cell(one["what"]), ""]
        lines += [f"- `{name}`{' (needed)' if wanted else ''}{f': {_cell(said)}' if said else ''}"
                  for name, wanted, said in one["fields"]]  # fmt: skip
        lines += ["", f"{'Takes ' + one['takes'] + '. ' if one['takes'] else ''}Gives {one['gives']}.", ""]
    return MADE + "\n".join(lines).replace("\n\n\n", "\n\n")


def _help(command: object) -> str:
    return " ".join((getattr(command, "help", "") or "").split())


def _commands(command: Any, path: list[str]) -> list[tuple[list[str], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name, one in inner.items() for found in _commands(one, [*path, name])]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def pages() -> dict[str, str]:
    """All generated files, as path below docs/ → content."""
    made = {
        **schemas(),
        "danger-rules.md": danger_page(),
        "conditions.md": conditions_page(),
        "claims.md": claims_page(),
        "references.bib": references(),
        "cli.md": cli_page(),
        "api-operations.md": api_page(),
    }
    try:
        from whytwitch.evidence.night.spec_page import spec_page
    except ImportError:
        return made
    return {**made, "night/scoring-rules.md": spec_page()}


def _messages() -> Any:
    """The tool that keeps the template of all messages, which changes when a page's words do."""
    spec = importlib.util.spec_from_file_location("messages", Path(__file__).with_name("messages.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: list[str]) -> int:
    """Write or check."""
    stale = []
    for name, content in pages().items():
        path = DOCS / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    messages = _messages()
    if messages.TEMPLATE.read_text(encoding="utf-8") != messages.as_text(messages.template()):
        stale.append(messages.TEMPLATE.name)
        if "--check" not in arguments:
            messages.TEMPLATE.write_text(messages.as_text(messages.template()), encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in arguments else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
