"""The words of the stories: given, when, then."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.conftest import accessibility_faults


class Story:
    """One person at the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.with_axe = True

    # ---- given

    def given_a_new_person(self, *, who: str = "For myself", age: str = "29", sex: str = "Male") -> str:
        """Begin, and say who it is. Returns the address of the person."""
        self.page.goto("/")
        self.page.get_by_role("button", name="Begin").click()
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
        self.page.get_by_role("button", name=f"Look at this picture: {title}").click()

    # ---- when

    def when_i_continue(self) -> None:
        self.page.get_by_role("button", name="Continue").click()

    def when_i_tick(self, *questions: str) -> None:
        for question in questions:
            self.page.get_by_label(question).check()
        self.when_i_continue()

    def when_i_say_what_worries_me(self, **answers: str) -> None:
        """Answers by a word of the question; what is not named is left out."""
        for word, said in answers.items():
            self.page.get_by_role("group", name=word.replace("_", " ")).get_by_label(said, exact=True).check()
        self.when_i_continue()

    def when_i_answer_everything_harmlessly(
        self,
        kind: str = "flicker",
        site: str = "calf",
        weeks: str = "5",
        *,
        when: str = "",
        relieved_by: str = "",
        yes: tuple[str, ...] = (),
        medicines: tuple[str, ...] = (),
        worries: dict[str, str] | None = None,
    ) -> int:
        """Walk through the interview to the picture, saying no but to questions that hold one of the words in `yes`.

        Returns how many pages it took.
        """
        for pages in range(80):
            self.then_the_page_is_accessible()
            url = self.page.url.partition("?")[0]
            if url.endswith("/picture/"):
                return pages
            if "/safety/" in url or url.endswith("/conditions/"):
                self.when_i_tick("None of these")
            elif url.endswith("/worries/"):
                self.when_i_say_what_worries_me(**(worries or {}))
            elif url.endswith("/medicines/"):
                for medicine in medicines:
                    self.page.get_by_label("Name of the medicine").fill(medicine)
                    self.page.get_by_role("button", name="Add this medicine").click()
                self.page.get_by_role("button", name="go on").click()
            elif url.endswith("/movements/new/"):
                self.when_i_tick(kind)
            elif url.endswith("/where/"):
                self.page.get_by_label("Where is it").select_option(site)
                if when:
                    self.page.get_by_label("When").select_option(when)
                self.page.get_by_label("Number").fill(weeks)
                self.when_i_continue()
            elif url.endswith("/like/"):
                if relieved_by:
                    self.page.locator("#relieved_by").select_option(relieved_by)
                self.when_i_continue()
            elif url.endswith("/movements/"):
                self.page.get_by_role("button", name="No, go on").click()
            elif "/question/" in url:
                asked = self.page.get_by_role("heading", level=1).inner_text()
                said = "Yes" if any(word in asked for word in yes) else "No"
                answer = self.page.get_by_label(said, exact=True)
                (answer if answer.count() else self.page.get_by_role("main").get_by_label("not").last).check()
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
        assert [text for text in texts if text in shown] == []

    def then_the_page_is_accessible(self) -> None:
        if self.with_axe:
            assert accessibility_faults(self.page) == [], self.page.url
