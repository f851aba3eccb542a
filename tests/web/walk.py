"""Every page there is, found as a person finds it: by following the links."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.web.client import Client

#: Pages of one kind that are visited: two conditions stand for all.
OF_A_KIND = 2
NOT_PAGES = re.compile(r"\.(zip|css|js|svg|pdf|json|csv|age|ics|yaml)\b|^/static/|^/api/|/fhir|/download")


@dataclass
class Walk:
    """What was found on the way.

    Attributes
    ----------
    a_kind : int
        How many pages of one kind are visited.
    pages : dict of str to str
        Address and content of every page.
    """

    client: Client
    a_kind: int = OF_A_KIND
    pages: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def follow(self, *starts: str, most: int = 90) -> Walk:
        """Visit the starts and all that they lead to."""
        waiting = list(starts)
        while waiting and len(self.pages) < most:
            path = waiting.pop(0)
            if path in self.pages or not self._new(path):
                continue
            answer = self.client.get(path)
            if answer.status in (301, 302):
                waiting.insert(0, answer.headers["location"])
                continue
            assert answer.status == 200, f"{answer.status} at {path}"
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            self.pages[path] = answer.text
            waiting += [html.unescape(one) for one in re.findall(r'href="(/[^"#]*)', answer.text)]
        return self

    def _new(self, path: str) -> bool:
        if NOT_PAGES.search(path):
            return False
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/[0-9a-f]{10}/|\d+", "*", path)
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return self.seen[kind] <= self.a_kind


def an_example_and_somebody_new(client: Client) -> list[str]:
    """Make two people whose pages show nearly everything; the addresses to start from."""
    token = client.hidden("/")
    made = client.post("/example/", token | {"name": "1-restless-legs"})
    assert made.status == 302
    example = made.headers["location"].removesuffix("picture/")
    new = client.new_person() + "/"
    about = client.hidden(f"{new}about/") | {"age": "34", "sex": "female", "pregnant": "no", "weeks_pregnant": ""}
    assert client.post(f"{new}about/", about).status == 302
    pages = ["movements/new/", "movements/", "medicines/", "conditions/", "last/", "question/", "answers/"]
    pages += [f"safety/{number}/" for number in range(1, 5)]
    ways = [f"{example}{page}" for page in ("", "picture/", "answers/", "answers/1/", "question/", "movements/")]
    return ["/", *ways, *(f"{new}{page}" for page in pages), f"{new}next/", new, "/emergency/"]


class Visible(HTMLParser):
    """The words of a page: what is read or read out, without what is marked as no words of ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag in ("input", "br", "meta", "link", "hr", "img"):
            if held.get("type") in ("submit", "button"):
                self.words.append(str(held.get("value")))
        elif self.hidden or held.get("translate") == "no" or tag in ("script", "style", "code"):
            self.hidden.append(tag)
        for name in ("aria-label", "alt", "title", "placeholder"):
            if held.get(name) and not self.hidden:
                self.words.append(str(held[name]))

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.hidden:
            self.words.append(" ".join(data.split()))


def words_of(page: str) -> list[str]:
    """What a page says, piece by piece."""
    reader = Visible()
    reader.feed(page)
    return reader.words
