"""Somebody who answers the whole interview over HTTP, as a case file says: a browser adds nothing to typing."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field
from typing import Any

from tests.conftest import ROOT
from tests.web.client import Client, hidden_on

from whytwitch.knowledge.files import parse_yaml

CASES = ROOT / "tests" / "data" / "stories"
#: Where an interview that does not end is given up.
MOST_PAGES = 90


def story_case(name: str) -> dict[str, Any]:
    """The case file of a story."""
    return dict(parse_yaml(CASES / f"{name}.yaml"))


@dataclass
class Answering:
    """One person with everything they know, and the pages they went through."""

    client: Client
    case: dict[str, Any]
    went: list[str] = field(default_factory=list)
    person: str = ""
    movement: int = -1

    def begin(self) -> Answering:
        """Who answers, for whom, where."""
        form = {"told_by": self.case.get("told_by", "self"), "country": self.case.get("country", "GB"), "label": ""}
        made = self.client.post("/people/new/", self.client.hidden("/people/new/") | form)
        assert made.status == 302, made.text
        self.person = made.headers["location"].removesuffix("/about/")
        who = self.case.get("person", {})
        said = {name: str(who.get(name, "")) for name in ("age", "sex", "pregnant", "weeks_pregnant")}
        self.send("about/", said)
        return self

    def answer_everything(self) -> Answering:
        """Go where the interview leads, until the picture."""
        path = f"{self.person}/next/"
        for _ in range(MOST_PAGES):
            page = self.client.get(path)
            if page.status == 302:
                path = page.headers["location"]
                continue
            assert page.status == 200, f"{page.status} at {path}"
            self.went.append(path.removeprefix(self.person))
            if path.endswith("/picture/"):
                return self
            path = self._answer(path, page.text)
        raise AssertionError(f"the interview does not end: {self.went[-6:]}")

    def send(self, path: str, form: dict[str, Any], page: str = "") -> str:
        """Send one form, as it stands on the page that was read (without one, it is read first); where it leads."""
        whole = path if path.startswith("/") else f"{self.person}/{path}"
        done = self.client.post(whole, hidden_on(page or self.client.get(whole).text) | form)
        assert done.status == 302, (whole, form, re.findall(r"error[^<]*</span>[^<]*", done.text))
        return done.headers["location"]

    def value(self, finding: str) -> str:
        """What the case says about a finding; *no* to every danger sign it does not name."""
        held = self.case.get("findings", {}).get(finding)
        while isinstance(held, list | dict):
            held = held[-1] if isinstance(held, list) else held.get("value")
        return "" if held is None else str(held)

    def _answer(self, path: str, page: str) -> str:
        part = path.partition("?")[0].removeprefix(self.person)
        if re.fullmatch(r"/safety/\d+/", part):
            return self._screen(path, page)
        if part.endswith("/closer/"):
            names = dict.fromkeys(re.findall(r'type="radio"[^>]*name="(\w+)"|name="(\w+)" type="radio"', page))
            return self.send(path, {one or two: self.value(one or two) or "not_sure" for one, two in names}, page)
        if part == "/emergency/":
            return f"{self.person}/next/"
        if part == "/conditions/":
            known = self.case.get("known_conditions") or []
            return self.send(path, {"conditions": known} if known else {"none": "on"}, page)
        if part == "/medicines/":
            return self._medicines(path, page)
        if part == "/movements/":
            more = self.movement + 1 < len(self.case.get("movements", []))
            return f"{self.person}/{'movements/new' if more else 'next'}/"
        if part == "/movements/new/":
            self.movement += 1
            return self.send(path, {"kind": self._movement("kind")}, page)
        if "/movements/" in part:
            return self._describe(path, page)
        if part == "/last/":
            names = re.findall(r'name="(\w+)" type="radio"', page)
            return self.send(path, {name: self.value(name) for name in names}, page)
        if part.startswith("/question/"):
            return self._question(path, page)
        raise AssertionError(f"the interview led to {path}")

    def _screen(self, path: str, page: str) -> str:
        found = re.search(r'name="shown" value="([^"]*)"', page)
        assert found
        there = {name: said for name in found[1].split() if (said := self.value(name)) not in ("", "no")}
        form: dict[str, Any] = {"shown": found[1], "signs": list(there) or ["none"]}
        dangers = set(re.findall(r'name="since-(\w+)"', page))
        form |= {f"since-{name}": "new" if said == "yes" else said for name, said in there.items() if name in dangers}
        return self.send(path, form, page)

    def _medicines(self, path: str, page: str) -> str:
        today = self.case.get("as_of") or dt.date.today()
        for row in self.case.get("medicines") or []:
            held = {"name": row} if isinstance(row, str) else dict(row)
            changed = next((one for one in ("started", "dose_changed", "stopped") if held.get(one)), "")
            weeks = round((_day(today) - _day(held[changed])).days / 7) if changed else 0
            recent = changed if weeks <= 13 else ""
            form = {"name": held["name"], "changed": recent, "weeks_ago": str(weeks) if recent else ""}
            self.send(path, form | {"meant": "as_written"}, page)
            page = ""
        return self.send("medicines/done/", {}, page or self.client.get(path).text)

    def _movement(self, attribute: str) -> str:
        return str(self.case["movements"][self.movement].get(attribute, ""))

    def _describe(self, path: str, page: str) -> str:
        names = set(re.findall(r'name="(\w+)"', page)) - {"csrfmiddlewaretoken", "once", "since_number", "since_unit"}
        form = {name: self._movement(name) for name in names}
        if "since_number" in page:
            number, _, unit = self._movement("since").partition(" ")
            form |= {"since_number": number, "since_unit": (unit or "week").removesuffix("s")}
        return self.send(path, form, page)

    def _question(self, path: str, page: str) -> str:
        found = re.search(r'name="finding" value="(\w+)"', page)
        assert found
        offered = [html.unescape(one) for one in re.findall(r'<input[^>]*type="radio"[^>]*value="([^"]*)"', page)]
        said = self.value(found[1])
        if not offered:
            return self.send(path, {"finding": found[1]} | ({"answer": said} if said else {"unsure": "on"}), page)
        if said not in offered:
            said = next(one for one in ("not_tested", "no", "not_sure", offered[-1]) if one in offered)
        return self.send(path, {"finding": found[1], "answer": said}, page)


def _day(date: Any) -> dt.date:
    return date if isinstance(date, dt.date) else dt.date.fromisoformat(str(date))
