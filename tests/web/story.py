"""The words of the stories: given, when, then."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.conftest import accessibility_faults

from whytwitch.knowledge import knowledge

#: Kinds of page that axe has looked at in this run: pages of one template differ by their words.
_looked_at: set[str] = set()


def looked_at(address: str, look: str = "") -> bool:
    """Whether axe has looked at a page of this kind and look before; from now on it has."""
    path = re.sub(r"https?://[^/]+|\?.*", "", address)
    kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)", "*", path)
    kind = re.sub(r"/(question|answers)/\*/$", "/question/", kind) + look  # one template
    before = kind in _looked_at
    _looked_at.add(kind)
    return before


@dataclass(frozen=True)
class Told:
    """What somebody tells in the interview besides *no*.

    ``signs`` and ``yes`` hold ids of findings, ``words`` attributes of the movement, ``medicines`` name, what changed
    and how many weeks ago, ``conditions`` labels, ``worries`` a word of the question and the answer.
    """

    signs: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    medicines: tuple[tuple[str, str, str], ...] = ()
    worries: dict[str, str] = field(default_factory=dict)


class Story:
    """One person at the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.with_axe = True

    # ---- given

    def given_a_new_person(self, *, who: str = "For myself", age: str = "29", sex: str = "Male") -> str:
        """Begin, and say who it is. Returns the address of the person."""
        self.page.goto("/")
        self.when_i_press("Begin")
        self.page.get_by_label(who).check()
        self.when_i_continue()
        self.page.get_by_label("Age", exact=True).fill(age)
        self.page.get_by_label(sex, exact=True).check()
        if sex != "Male":
            self.page.get_by_role("group", name="Pregnant").get_by_label("No, or").check()
        self.when_i_continue()
        return "/".join(self.page.url.split("/")[3:5])

    def given_an_example(self, title: str) -> None:
        self.page.goto("/")
        self.when_i_press(f"Look at this picture: {title}")

    # ---- when

    def when_i_continue(self) -> None:
        self.when_i_press("Continue")

    def when_i_press(self, button: str) -> None:
        """Press a button that leads on, and wait until the next page stands: a page that is still on its way has none
        of its questions yet, and counting them then would answer *none of these*."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.get_by_role("button", name=button).click()

    def when_i_tick(self, *questions: str) -> None:
        for question in questions:
            self.page.get_by_label(question).check()
        self.when_i_continue()

    def when_i_say_what_worries_me(self, **answers: str) -> None:
        """Answers by a word of the question; what is not named is left out."""
        for word, said in answers.items():
            self.page.get_by_role("group", name=word.replace("_", " ")).get_by_label(said, exact=True).check()
        self.when_i_press("Show the picture")

    def when_i_answer_everything_harmlessly(
        self, kind: str = "flicker", site: str = "calf", weeks: str = "5", *, told: Told | None = None
    ) -> int:
        """Walk through the interview, saying no to all but what was `told`. Returns how many pages it took."""
        told = told or Told()
        for pages in range(80):
            self.then_the_page_is_accessible()
            url = self.page.url.partition("?")[0]
            if url.endswith("/picture/"):
                return pages
            if url.endswith("/emergency/"):
                self.when_i_press("Go on with the questions")
            elif url.endswith("/closer/"):
                for group in self.page.get_by_role("group").all():
                    group.get_by_label("Yes, and it is new").check()
                self.when_i_continue()
            elif "/safety/" in url:
                here = [one for one in told.signs if self.page.locator(f"input[value={one}]").count()]
                self.when_i_tick(*([knowledge().findings[one].question for one in here] or ["None of these"]))
            elif url.endswith("/conditions/"):
                self.when_i_tick(*(told.conditions or ("None of these",)))
            elif url.endswith("/last/"):
                self.when_i_say_what_worries_me(**told.worries)
            elif url.endswith("/medicines/"):
                for name, changed, weeks_ago in told.medicines:
                    self.page.get_by_label("Name of the medicine").fill(name)
                    self.page.get_by_label("Has anything about it changed").select_option(changed)
                    self.page.get_by_label("how many weeks ago").fill(weeks_ago)
                    self.when_i_press("Add this medicine")
                self.when_i_press("go on")
            elif url.endswith("/movements/new/"):
                self.when_i_tick(kind)
            elif url.endswith(("/where/", "/when/", "/like/")):
                for attribute, word in {"site": site, **told.words}.items():
                    if self.page.locator(f"select#{attribute}").count():
                        self.page.locator(f"select#{attribute}").select_option(word)
                    elif self.page.locator(f"input[name={attribute}][value={word}]").count():
                        self.page.locator(f"input[name={attribute}][value={word}]").check()
                if url.endswith("/when/"):
                    self.page.get_by_label("Number").fill(weeks)
                self.when_i_continue()
            elif url.endswith("/movements/"):
                self.when_i_press("No, go on")
            elif "/question/" in url:
                asked = knowledge().findings[self.page.locator("input[name=finding]").get_attribute("value") or ""]
                no = 2 if asked.topic == "examination" else 1  # nobody has examined them
                self.page.locator("input[type=radio]").nth(0 if asked.id in told.yes else no).check()
                self.when_i_continue()
            else:
                raise AssertionError(f"the interview led to {url}")
        raise AssertionError("the interview does not end")

    # ---- then

    def then_the_heading_is(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def then_i_read(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def then_i_do_not_read(self, *texts: str) -> None:
        """Not on the page as it opens: what stands folded away behind "where from?" is not meant."""
        shown = self.page.get_by_role("main").inner_text()
        found = [shown[max(0, shown.index(text) - 80) :][:160] for text in texts if text in shown]
        assert found == [], found

    def then_a_calm_page_never_says(self) -> None:
        """Safety.md, section 6."""
        self.then_i_do_not_read(
            "just anxiety", "rare but fatal", "lacking magnesium", "you're fine", "You are fine", "%"
        )

    def kept_for_eyes(self, name: str) -> None:
        """With WHYTWITCH_SCREENSHOTS set: the page as a phone and as a desk shows it."""
        if folder := os.environ.get("WHYTWITCH_SCREENSHOTS"):
            for width in (360, 1280):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    def then_the_page_is_accessible(self) -> None:
        card = self.page.locator(".ww-call").first
        look = card.get_attribute("class") or "" if card.count() else ""  # the picture of each level looks different
        if self.with_axe and not looked_at(self.page.url, look):
            assert accessibility_faults(self.page) == [], self.page.url
