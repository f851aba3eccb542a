"""The pages: what they say, in which order, and that the markup is whole and lets a strict policy through."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.report.people import EVERYBODY, eighty_and_jerking, go_now, restless_legs, worried_about_als

from whytwitch.report import CSS, html

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
EVERY_PAGE = [(name, audience) for name in EVERYBODY for audience in ("person", "clinician")]

#: safety.md section 6, and what must never stand on a page for a person.
FORBIDDEN = [
    r"you(?:'|’)re fine",
    r"you are fine",
    r"just anxiety",
    r"only anxiety",
    r"rare but fatal",
    r"lacking magnesium",
    r"nothing to worry",
    r"you do not have ",
    r"you don(?:'|’)t have ",
    r"\d+ ?mg\b",
    r"stop taking (?:your|the)",
    r"rule[sd]? out (?:ALS|motor)",
]


class Page(HTMLParser):
    """Collects what the tests ask for, and fails on markup that is not balanced."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        self.tags.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for key, value in attrs:
            self.attributes.append((tag, key, value))
            if key == "id":
                self.ids.append(value or "")
            if key == "href" and (value or "").startswith("#"):
                self.targets.append((value or "")[1:])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself (in SVG)."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """An element closes: it must be the last one opened."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Words, but not those of the style sheet."""
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words, on one line."""
        return " ".join(" ".join(self.words).split())


def of_person(workup: Any) -> str:
    """The words of the person's page."""
    return Page(html(workup)).text


@pytest.mark.parametrize(("name", "audience"), EVERY_PAGE)
def test_markup_is_whole(name: str, audience: Any) -> None:
    page = Page(html(EVERYBODY[name](), audience))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    for one, two in itertools.pairwise(page.headings):
        assert two <= one + 1, f"h{one} is followed by h{two}"
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert set(page.targets) <= set(page.ids), "a link leads nowhere"
    assert ("html", "lang", "en-GB") in page.attributes
    assert page.tags.count("table") == page.tags.count("caption")
    assert page.tags.count("svg") == 0 or page.tags.count("title") > 1


@pytest.mark.parametrize(("name", "audience"), EVERY_PAGE)
def test_a_fragment_lets_a_strict_content_policy_through(name: str, audience: Any) -> None:
    page = Page(html(EVERYBODY[name](), audience, standalone=False))
    assert page.tags[0] == "article"
    assert not {"style", "script", "link", "html", "body"} & set(page.tags)
    assert not [one for one in page.attributes if one[1] == "style" or one[1].startswith("on")]


@pytest.mark.parametrize(("name", "audience"), EVERY_PAGE)
def test_a_whole_page_asks_nothing_of_any_other_machine(name: str, audience: Any) -> None:
    page = Page(html(EVERYBODY[name](), audience))
    assert "script" not in page.tags
    assert not [one for one in page.attributes if one[1] in ("src", "srcset", "poster", "data")]
    assert "url(" not in CSS.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "audience"), EVERY_PAGE)
def test_the_same_workup_gives_the_same_bytes(name: str, audience: Any) -> None:
    assert html(EVERYBODY[name](), audience) == html(EVERYBODY[name](), audience)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("words", FORBIDDEN)
def test_tone_never_says(name: str, words: str) -> None:
    assert not re.search(words, of_person(EVERYBODY[name]()), re.I)


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_to_do_stands_before_what_it_may_be(name: str) -> None:
    words = of_person(EVERYBODY[name]())
    if "What it may be" in words:
        assert words.index("Tonight" if "Tonight" in words else "Now") < words.index("What it may be")
        assert words.index("Get help sooner") < words.index("What it may be")


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_says_what_it_is_not(name: str) -> None:
    assert "no cleared medical device" in of_person(EVERYBODY[name]())


def test_emergency_page_has_verb_number_and_steps_and_no_probability() -> None:
    page = Page(html(go_now()))
    before_sources = page.text.split("What this page is not")[0]
    assert re.search(r"whytwitch Emergency Call 999 now ", page.text)
    assert "Do not drive" in before_sources
    assert "%" not in before_sources
    assert "fits" not in before_sources
    assert "svg" not in page.tags
    assert "What it may be" not in page.text
    assert "motor neurone" not in page.text.lower()


def test_only_an_emergency_is_red() -> None:
    for name, make in EVERYBODY.items():
        assert ('class="wt-card wt-card--emergency"' in html(make())) is (name == "go_now")
    red = [line for line in CSS.read_text(encoding="utf-8").splitlines() if "#b10e1e" in line]
    assert red
    assert all("emergency" in line for line in red)


def test_words_stand_for_percentages_unless_measured() -> None:
    shown = html(restless_legs(), standalone=False).split("What it may be")[1].split("What would change")[0]
    assert re.findall(r"\d+ in 100", shown) == ["78 in 100"]
    assert "%" not in re.sub(r'"\d[\d.]*%"|<[^>]*>', "", shown)


def test_motor_neurone_disease_is_never_ranked_for_a_person() -> None:
    for name, make in EVERYBODY.items():
        fragment = html(make(), standalone=False)
        drawn = fragment.split("<svg")[1].split("</svg>")[0] if "<svg" in fragment else ""
        assert "neurone" not in drawn, name
        assert not re.search(r"<h3>[^<]*neurone", fragment)


def test_motor_neurone_disease_is_answered_when_asked() -> None:
    words = of_person(worried_about_als())
    assert "You asked about motor neurone disease" in words
    assert "2–3 in 100 000" in words
    assert "180" not in words


def test_motor_neurone_disease_is_not_named_without_a_reason() -> None:
    assert "motor neurone disease" not in of_person(restless_legs()).split("Sources")[0].lower()


def test_motor_neurone_disease_comes_with_its_reason() -> None:
    words = of_person(worried_about_als(failed_heel_or_toe_walk="new"))
    assert "These answers need a doctor's look" in words
    assert "failed heel or toe walk is one of the usual first signs" in words.lower()


def test_felt_weakness_is_no_reason() -> None:
    workup = worried_about_als()
    from whytwitch.model.finding import Finding

    findings = tuple(one for one in workup.findings if one.id != "worried_about_als")
    findings += (Finding(id="felt_weakness", value="yes"),)
    assert (
        "motor neurone" not in of_person(workup.model_copy(update={"findings": findings})).split("Sources")[0].lower()
    )


def test_a_provisional_page_says_what_is_open() -> None:
    words = of_person(eighty_and_jerking())
    assert "We cannot say for sure yet. 2 safety questions have no answer." in words
    assert "Nothing you told us" not in words


def test_every_number_of_the_clinicians_sum_is_on_the_page() -> None:
    workup = restless_legs()
    words = Page(html(workup, "clinician")).text
    for cause in workup.picture.causes[:4]:
        assert f"{cause.prior_log10_odds:+.2f}" in words
        assert f"{cause.total_log10_odds:+.2f}" in words


def test_clinicians_page_tells_asked_from_not_asked() -> None:
    words = Page(html(go_now(), "clinician")).text
    assert "Present: numb between the legs (new)" in words
    assert re.search("Not asked : 88 ", words)


def test_clinicians_page_has_both_rule_books_and_why_they_differ() -> None:
    words = Page(html(restless_legs(), "clinician")).text
    for part in ("WASM 2016", "AASM 3", "Why they differ", "not known", "names no disease"):
        assert part in words


def test_what_a_person_typed_is_escaped() -> None:
    workup = restless_legs()
    nasty = "<script>alert(1)</script>"
    medicine = workup.case.medicines[0].model_copy(update={"name": nasty})  # type: ignore[index]
    case = workup.case.model_copy(update={"medicines": (medicine,)})
    picture = workup.picture.model_copy(update={"warnings": (nasty,)})
    changed = workup.model_copy(update={"case": case, "picture": picture})
    for audience in ("person", "clinician"):
        assert "<script" not in html(changed, audience)  # type: ignore[arg-type]
