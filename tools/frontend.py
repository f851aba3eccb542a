"""Copy the front-end files that the pages need out of node_modules into the package.

``dev.py`` calls this after ``npm ci``. What it writes is ignored by git and carried by the wheel, so that
``pip install whytwitch`` needs no npm.

nhsuk-frontend is used for its tested, accessible components only. whytwitch is not an NHS service, so the typeface
(Frutiger, which may be used by the NHS alone, and which would be fetched from another server), the NHS blues, the
favicons and the logo are left behind here, at the one place where the files come in.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / "node_modules"
VENDOR = ROOT / "src" / "whytwitch" / "web" / "static" / "vendor"

FONT_STACK = 'system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",arial,sans-serif'
OUR_COLOURS = {  # NHS blue and its shades -> a petrol of our own with at least the same contrast on white
    "#005eb8": "#1d5b6b",
    "#0055a6": "#1a5260",
    "#004b93": "#174955",
    "#00478a": "#164552",
    "#004281": "#15414d",
    "#003d78": "#133d48",
    "#002f5c": "#0e2e36",
    "#003087": "#22404a",
    "#337ec6": "#4a8494",
    "#669ed4": "#76a3b1",
    "#c7dcef": "#cfe2e7",
    "#ccdff1": "#d2e4e9",
    "#d9e7f4": "#dfecef",
    "#edf4fa": "#f0f6f8",
}


def own_style(css: str) -> tuple[str, list[str]]:
    """Take typeface, NHS blues and foreign addresses out of a style sheet.

    Returns
    -------
    css : str
        The style sheet; every picture it names is at ``images/`` beside it.
    images : list of str
        The names of those pictures.
    """
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?Frutiger W01"?,\s*arial,\s*sans-serif', FONT_STACK, css)
    css = re.sub("|".join(OUR_COLOURS), lambda found: OUR_COLOURS[found[0]], css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    images = sorted(set(re.findall(r"url\(/assets/images/([\w.-]+)\)", css)))
    css = css.replace("url(/assets/images/", "url(images/")
    for word in ("Frutiger", "url(http", "url(//", "/assets/"):
        if word in css:
            raise SystemExit(f"tools/frontend.py: nhsuk-frontend changed, its style sheet still has '{word}'")
    return css, images


#: Sides of a page that is read from left to right -> beginning and end: other scripts are laid out by the same rules.
LOGICAL = [
    (r"(margin|padding)-left(?=:)", r"\1-inline-start"),
    (r"(margin|padding)-right(?=:)", r"\1-inline-end"),
    (r"border-left(?=[-:])", "border-inline-start"),
    (r"border-right(?=[-:])", "border-inline-end"),
    (r"(?<=[{;])left:", "inset-inline-start:"),
    (r"(?<=[{;])right:", "inset-inline-end:"),
    (r"text-align:left", "text-align:start"),
    (r"text-align:right", "text-align:end"),
    (r"float:left", "float:inline-start"),
    (r"float:right", "float:inline-end"),
]


def logical(css: str) -> str:
    """A style sheet that says beginning and end where it said left and right."""
    for physical, name in LOGICAL:
        css = re.sub(physical, name, css)
    return css


#: The components and helpers of nhsuk-frontend that our pages use; the rest of its style sheet stays behind.
USED = (
    "back-link", "body", "button", "checkboxes", "error-message", "error-summary", "fieldset", "form-group",
    "frontend-supported", "hint", "input", "label", "label-wrapper", "loader", "radios", "select", "skip-link", "table",
    "textarea",
    "u-frontend-not-supported-hidden", "u-visually-hidden",
)  # fmt: skip


def trimmed(css: str) -> str:
    """Leave out every rule whose selectors all name a component or helper that we do not use.

    Parameters
    ----------
    css : str
        A minified style sheet.

    Returns
    -------
    str
        The same with fewer rules, in the same order.
    """
    kept, place = [], 0
    while place < len(css):
        opening = css.find("{", place)
        if opening < 0:
            kept.append(css[place:])
            break
        closing = _closing(css, opening)
        head, body = css[place:opening], css[opening + 1 : closing]
        if head.startswith("@") and "{" in body:
            inner = trimmed(body)
            kept += [f"{head}{{{inner}}}"] if inner.strip() else []
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            statement, _, selectors = head.rpartition(";")  # such as @charset before the first rule
            wanted = [one for one in _split(selectors) if _is_used(one)]
            kept += [statement + ";"] if statement else []
            kept += [f"{','.join(wanted)}{{{body}}}"] if wanted else []
        place = closing + 1
    return "".join(kept)


def _closing(css: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    raise SystemExit("tools/frontend.py: the style sheet of nhsuk-frontend has a bracket that is not closed")


def _split(selectors: str) -> list[str]:
    """Selectors of a rule; a comma inside brackets separates none."""
    parts, depth = [""], 0
    for sign in selectors:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _is_used(selector: str) -> bool:
    named = re.findall(r"\.nhsuk-((?:u-|o-)?[a-z0-9]+(?:-[a-z0-9]+)*)", re.sub(r":not\([^)]*\)", "", selector))
    return all(name in USED for name in named)


def compress(path: Path) -> None:
    """Write the compressed twin beside a file; the server hands it out where the browser takes it."""
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def without_map(script: str) -> str:
    """Drop the pointer to a source map that we do not ship."""
    return re.sub(r"\n?//# sourceMappingURL=\S*", "", script)


def licence_of(package: str) -> str:
    """Name, version and licence text (or the package's own one-line statement) for the notice file."""
    home = NODE / package
    about = json.loads((home / "package.json").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(home.glob("LICEN[CS]E*"))]
    statement = f"Licence: {about['license']}, as its package.json says."
    return f"{package} {about['version']}\n\n" + ("\n".join(texts) or statement).strip()


def main() -> None:
    """Write the vendor folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "nhsuk" / "images").mkdir(parents=True)
    (VENDOR / "uplot").mkdir()

    dist = NODE / "nhsuk-frontend" / "dist" / "nhsuk"
    css, images = own_style((dist / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    css = logical(trimmed(css))
    (VENDOR / "nhsuk" / "nhsuk-frontend.min.css").write_text(css, encoding="utf-8")
    for image in (one for one in images if one in css):
        shutil.copyfile(dist / "assets" / "images" / image, VENDOR / "nhsuk" / "images" / image)
    script = (dist / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    (VENDOR / "nhsuk" / "nhsuk-frontend.min.js").write_text(without_map(script), encoding="utf-8")

    for name in ("uPlot.iife.min.js", "uPlot.min.css"):
        shutil.copyfile(NODE / "uplot" / "dist" / name, VENDOR / "uplot" / name)

    for path in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        compress(path)
    notices = [licence_of(package) for package in ("nhsuk-frontend", "uplot")]
    (VENDOR / "LICENCES.txt").write_text("\n\n----\n\n".join(notices) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
