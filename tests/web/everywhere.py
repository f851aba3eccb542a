"""Every page of the app, by its URLconf: two people with all that a page can show, and where the rest is shown."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.walk import an_example_and_somebody_new

from whytwitch.evidence.night.simulate import restless_night, write

SOURCES = Path(__file__).resolve().parents[2] / "src" / "whytwitch" / "web"
#: What is no page of words: a file, a part of a page, or an address that only takes a form and leads on.
NO_PAGES = {
    "export": "a file", "make_backup": "a file", "diary_csv": "a file", "diary_ics": "a file",
    "report_person_pdf": "a file", "report_doctor_pdf": "a file", "report_complete_pdf": "a file",
    "medicine_names": "JSON", "look_at_lab": "JSON", "about_night": "JSON", "window_of_night": "numbers",
    "erase": "only a form's target", "try_example": "only a form's target", "bring_back": "only a form's target",
    "remove_entry": "only a form's target", "end_experiment": "only a form's target",
    "remove_movement": "only a form's target", "remove_medicine": "only a form's target",
    "medicines_done": "only a form's target", "remove_night": "only a form's target",
    "remove_document": "only a form's target", "remove_lab": "only a form's target",
    "next": "leads on", "safety": "leads on",
    "again": "shown for answers that contradict each other: test_inside.py",
}  # fmt: skip


def patterns() -> dict[str, re.Pattern[str]]:
    """Name and address of every page in the URLconf of the app; of the rooms within a person, with the person's."""
    found: dict[str, re.Pattern[str]] = {}
    for file in sorted(SOURCES.rglob("urls.py")):
        text = file.read_text(encoding="utf-8")
        within = "" if file.parent == SOURCES else {"library": "library/"}.get(file.parent.name, "people/<uuid:p>/")
        person = text.partition("PERSON = [")[2].partition("\n]")[0] if file.parent == SOURCES else ""
        for address, name in re.findall(r'path\(\s*"([^"]*)",\s*[\w.]+,.*?name="(\w+)"', text):
            start = "people/<uuid:p>/" if f'"{address}"' in person and f'name="{name}"' in person else within
            found[name] = re.compile(_as_expression(start + address))
    return found


def _as_expression(address: str) -> str:
    kinds = {"uuid": "[0-9a-f-]{36}", "int": r"\d+", "slug": r"[\w-]+"}
    parts = re.split(r"<(\w+):\w+>", address)
    made = "".join(re.escape(part) if place % 2 == 0 else kinds[part] for place, part in enumerate(parts))
    return f"/{made}(?:\\?.*)?"


def everything(client: Client, folder: Path) -> dict[str, str]:
    """Fill two people with what every page needs, and read every page once.

    Parameters
    ----------
    client : Client
        Of a server with an empty data folder.
    folder : Path
        For the recording that is uploaded.

    Returns
    -------
    dict of str to str
        Address and content, one of each name of the URLconf.
    """
    starts = an_example_and_somebody_new(client)
    pages: dict[str, str] = {}
    client.get("/")
    _questions(client, pages)
    example, new = (
        starts[1],
        next(one for one in starts if one.endswith("/movements/new/")).removesuffix("movements/new/"),
    )

    def read(path: str) -> str:
        answer = client.get(path)
        assert answer.status == 200, f"{answer.status} at {path}"
        pages[path] = answer.text
        return answer.text

    def send(path: str, form: dict[str, object], status: int = 302) -> str:
        answer = client.post(path, client.hidden(path) | form)
        assert answer.status == status, (
            path,
            answer.status,
            re.findall(r"error-(?:summary__list|message).*", answer.text),
        )
        return answer.headers.get("location", "") if status == 302 else answer.text

    for path in (
        "/",
        "/emergency/",
        "/about-this/",
        "/library/",
        "/library/claims/",
        "/people/",
        "/people/new/",
        "/backup/",
    ):
        read(path)
    read(re.findall(r'href="(/library/\w+/)"', pages["/library/"].replace("/library/claims/", ""))[0])
    where = send(f"{new}movements/new/", {"kind": "twitch"})
    read(where)
    when = send(where, {"site": "calf", "side": "left"})
    read(when)
    like = send(when, {"when": "lying_awake", "since_number": "5", "since_unit": "week"})
    read(like)
    movement = when.removesuffix("when/")
    pages[f"{movement}like/"] = read(f"{movement}like/")
    shown = re.search(r'name="shown" value="([^"]*)"', read(f"{new}safety/1/"))
    assert shown
    first = shown[1].split()[0]
    closer = send(f"{new}safety/1/", {"shown": shown[1], "signs": [first]})
    assert closer.endswith("/closer/"), closer
    read(closer)
    for page in (
        "movements/new/",
        "movements/",
        "medicines/",
        "conditions/",
        "last/",
        "answers/",
        "answers/1/",
        "about/",
    ):
        read(f"{new}{page}")
    for page in ("", "kept/", "question/", "question/1/", "emergency/"):
        answer = client.get(f"{example}{page}")
        if answer.status == 200:
            pages[f"{example}{page}"] = answer.text
    send(
        f"{example}results/new/",
        {"test": "ferritin", "value": "24", "unit": "ug/L", "day": "3", "month": "11", "year": "2026", "low": "11"},
    )
    send(f"{example}results/document/", {"test": "eeg", "result": "normal", "note": "", "at": "2026-05-01"})
    for page in ("results/", "results/new/", "results/paper/", "results/document/"):
        read(f"{example}{page}")
    table = b"Test;Value;Unit;Date\nFerritin;18;ug/L;2026-10-02\n"
    paper = f"{example}results/paper/"
    answer = client.upload(paper, client.hidden(paper), {"paper": ("blood.csv", table)})
    assert answer.status == 200, answer.text[:200]
    pages[f"{example}results/paper/confirm/"] = answer.text
    night = folder / "night.edf"
    write(restless_night(seed=3, hours=0.5), night)
    upload = f"{example}nights/new/"
    read(upload)
    made = client.upload(upload, client.hidden(upload), {"recording": ("night.edf", night.read_bytes())})
    assert made.status == 302, made.text[:200]
    kept = made.headers["location"]
    read(kept)
    read(f"{kept}view/")
    read(f"{example}nights/")
    for kind, form in (
        ("evening", {"twitches": "4", "urge": "5"}),
        ("morning", {"quality": "3"}),
        ("moment", {"what": "twitch", "at": "22:45"}),
    ):
        day = re.search(r'name="day"[^>]* value="([^"]+)"', read(f"{example}diary/{kind}/"))
        assert day
        send(f"{example}diary/{kind}/", {"day": day[1]} | form)
    entry = re.search(r'href="([^"]*/diary/entries/[^"]*/)"', read(f"{example}diary/"))
    assert entry
    read(entry[1])
    read(f"{example}diary/experiment/")
    send(
        f"{example}diary/experiment/",
        {"measure": "cetirizine", "outcome": "twitches", "worthwhile": "1", "phase_days": "3", "pairs": "6"},
        422,
    )
    for page in ("diary/bring/", "diary/visit/"):
        read(f"{example}{page}")
    pictures = ("picture/", "picture/numbers/", "picture/why/", "picture/what-if/", "picture/assumptions/", "pictures/")
    for page in (*pictures, "report/", "report/own-words/", "report/person/", "report/doctor/", "report/clinician/"):
        read(f"{example}{page}")
    again = re.search(r'href="([^"]*/pictures/[0-9a-f-]{36}/)"', pages[f"{example}pictures/"])
    if again:
        read(again[1])
    return pages


def _questions(client: Client, pages: dict[str, str]) -> None:
    """Answer until a question stands alone on its page."""
    told = Answering(client, story_case("04-urge-in-the-evening")).begin()
    path = f"{told.person}/next/"
    for _ in range(40):
        answer = client.get(path)
        if answer.status == 302:
            path = answer.headers["location"]
        elif path.endswith("/picture/"):
            raise AssertionError("the interview asked no question")
        elif "/question/" in path:
            pages[path] = answer.text
            told._answer(path, answer.text)
            pages[f"{told.person}/question/1/"] = client.get(f"{told.person}/question/1/").text
            return
        else:
            path = told._answer(path, answer.text)
    raise AssertionError("the interview came to no question")


def not_read(pages: dict[str, str]) -> list[str]:
    """Names of the URLconf that no page that was read answers to, and that are not known to be none."""
    return [
        name
        for name, address in patterns().items()
        if name not in NO_PAGES and not any(address.fullmatch(path) for path in pages)
    ]
