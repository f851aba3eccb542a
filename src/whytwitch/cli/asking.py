"""The interview as a talk in a terminal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from whytwitch.cli.ask import ONE_BY_ONE, step_as_dict
from whytwitch.errors import InputError
from whytwitch.evidence.case import append_to_case, read_case
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Case
from whytwitch.model.urgency import Level
from whytwitch.workup import Gathered, gather

HELP = "(? why this is asked · b back · q leave, all is kept)"
#: Attributes of a movement that are asked for, one by one; each may be left out.
ABOUT_MOVEMENT = ("site", "side", "when", "pain", "relieved_by")
NONE = ("", "no", "none", "0", "n")


def _quoted(path: Path) -> str:
    """A file name as a shell takes it."""
    import shlex

    return shlex.quote(str(path))


class Leave(Exception):
    """The person wants to stop here."""


class Back(Exception):
    """The person wants the question before."""


class Talk:
    """One sitting.

    Parameters
    ----------
    path : Path
        The case file; everything said is added to it at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.base = knowledge()
        self.before: list[tuple[list[str], str]] = []  # what was asked, and how, for "back"
        self.alarmed = False

    def run(self) -> None:
        """Ask until nothing is left, or the person leaves."""
        typer.echo("This is decision support, not a doctor. In an emergency call your emergency number now.")
        typer.echo(f"Everything you say is added to {self.path}. {HELP}\n")
        try:
            while self._step():
                pass
        except (Leave, EOFError, KeyboardInterrupt):
            kept = "All is kept." if self.path.exists() else "Nothing was said, so nothing was written."
            typer.echo(f"\n{kept} Go on with: whytwitch ask {_quoted(self.path)}")

    def _known(self) -> Gathered:
        return gather(self._held())

    def _step(self) -> bool:
        known = self._known()
        self._alarm(known)
        step = step_as_dict(known, self.base)
        kind = step["kind"]
        if kind == "done":
            self._end(step["stop"])
            return False
        handle: dict[str, Callable[[dict[str, Any]], None]] = {
            "safety": self._safety,
            "again": self._one_by_one,
            "contradiction": self._contradiction,
            "person": self._person,
            "known_conditions": self._conditions,
            "medicines": self._medicines,
            "movement": self._movement,
            "question": self._one_by_one,
        }
        try:
            handle[kind](step)
        except Back:
            self._back()
        except InputError as error:
            typer.echo(f"  {error.sentence()}\n")
        return True

    # ------------------------------------------------------------ one line

    def _line(self, prompt: str, why: str = "") -> str:
        while True:
            said = input(f"{prompt} ").strip()
            if said == "?":
                typer.echo(f"  {why or 'The answer makes some causes likelier and others less.'}")
            elif said.lower() in ("q", "quit"):
                raise Leave
            elif said.lower() in ("b", "back"):
                raise Back
            else:
                return said

    def _choice(self, text: str, choices: list[dict[str, str]], why: str = "", *, optional: bool = False) -> str:
        """One of the choices by number, value or first letters; empty when it may be left out."""
        typer.echo(text)
        for number, one in enumerate(choices, start=1):
            typer.echo(f"  {number}  {one['label']}")
        while True:
            said = self._line("  number:" if not optional else "  number (nothing: leave out):", why).lower()
            if not said and optional:
                return ""
            if said.isdigit() and 1 <= int(said) <= len(choices):
                return choices[int(said) - 1]["value"]
            fits = [one["value"] for one in choices if said and one["value"].startswith(said.replace(" ", "_"))]
            if said in fits or len(fits) == 1:
                return said if said in fits else fits[0]
            typer.echo(f"  Please type a number from 1 to {len(choices)}.")

    def _add(self, how: str = "", *, corrects: bool = False, **more: Any) -> None:
        append_to_case(self.path, at=self._day(), source=how, corrects=corrects, **more)

    def _day(self) -> dt.date:
        """The day the case speaks of: an answer is never dated after it."""
        return self._held().as_of or dt.date.today()

    def _held(self) -> Case:
        return read_case(self.path) if self.path.exists() else Case()

    # ------------------------------------------------------------ pages

    def _safety(self, step: dict[str, Any]) -> None:
        typer.echo(f"\n{step['why']}\nWhich of these are true now? Type their numbers; nothing if none is.")
        questions = step["questions"]
        for number, one in enumerate(questions, start=1):
            typer.echo(f"  {number}  {one['text']}")
        while True:
            said = self._line("  numbers:", step["why"]).lower()
            numbers = [] if said in NONE else re.findall(r"\d+", said)
            if said in NONE or (numbers and all(1 <= int(one) <= len(questions) for one in numbers)):
                break
            typer.echo(f"  Please type numbers from 1 to {len(questions)}, or nothing.")
        ticked = {int(one) - 1 for one in numbers}
        answers = {one["id"]: "no" for place, one in enumerate(questions) if place not in ticked}
        for place in sorted(ticked):
            one = questions[place]
            rest = [choice for choice in one["choices"] if choice["value"] != "no"]
            answers[one["id"]] = "yes" if "yes" in {c["value"] for c in rest} else self._choice(one["text"], rest)
        self._add("interview safety", answers=answers)
        self.before.append(([one["id"] for one in questions], "interview safety"))

    def _one_by_one(self, step: dict[str, Any]) -> None:
        for one in step["questions"]:
            why = step["why"]
            if step["telling"]:
                names = " and ".join(cause["name"] for cause in step["telling"][:2])
                why = f"{why} It is typical of {names}, if it is that."
            said = self._choice(f"\n{one['text']}", one["choices"], why)
            how = ONE_BY_ONE if step["kind"] == "question" else "asked once more"
            self._add(how, answers={one["id"]: said})
            self.before.append(([one["id"]], how))

    def _contradiction(self, step: dict[str, Any]) -> None:
        typer.echo(f"\n{step['why']}")
        if not step["questions"]:
            typer.echo(f"Please look at the file {self.path} and correct what is not right.")
            raise Leave
        for one in step["questions"]:
            self._add("asked again", corrects=True, answers={one["id"]: self._choice(one["text"], one["choices"])})

    def _back(self) -> None:
        """The question before, asked again; the earlier answer stays in the file, and the new one corrects it."""
        from whytwitch.cli.ask import question_as_dict

        if not self.before:
            typer.echo("  There is nothing before this in this sitting.\n")
            return
        names, how = self.before.pop()
        held = self._known().case
        for name in names:
            one, last = question_as_dict(self.base.findings[name]), held.latest(name)
            if len(names) > 1:
                typer.echo(f"  (you said: {last.value if last else '–'})")
            said = self._choice(f"\n{one['text']}", one["choices"])
            if last is None or said != last.value:
                self._add(how, corrects=True, answers={name: said})

    def _person(self, step: dict[str, Any]) -> None:
        for one in step["questions"]:
            if one["choices"]:
                said = self._choice(f"\n{one['text']}", one["choices"], step["why"])
            else:
                said = self._line(f"\n{one['text']}", step["why"])
            self._add(person={one["id"]: int(said) if said.isdigit() else said})

    def _conditions(self, step: dict[str, Any]) -> None:
        from whytwitch.errors import nearest

        named = {one.name.lower(): key for key, one in self.base.known_conditions.items()}
        named |= {word.lower(): key for key, one in self.base.known_conditions.items() for word in one.also}
        typer.echo("\nWhich illnesses has a doctor found? One on each line; an empty line ends the list.")
        found: list[str] = []
        while said := self._line("  illness:", step["why"]).lower():
            if said in NONE:
                break
            key = named.get(said) or (said if said in self.base.known_conditions else "")
            if not key:
                typer.echo(f"  Kept as you wrote it; this program does not know it. {nearest(said, named)}")
            found.append(key or said)
        self._add(lists={"known_conditions": found})

    def _medicines(self, step: dict[str, Any]) -> None:
        typer.echo("\nWhich medicines and substances do you take? One on each line; an empty line ends the list.")
        found: list[dict[str, Any]] = []
        changes = {"started": "started", "dose_changed": "its dose was changed", "stopped": "stopped"}
        choices = [{"value": value, "label": label} for value, label in changes.items()]
        while (said := self._line("  medicine:", step["why"])).lower() not in NONE:
            row: dict[str, Any] = {"name": said}
            what = self._choice("  Did anything change in the last three months?", choices, optional=True)
            if what:
                weeks = self._line("  How many weeks ago?")
                if weeks.isdigit():
                    row[what] = (self._day() - dt.timedelta(weeks=int(weeks))).isoformat()
            found.append(row)
        self._add(lists={"medicines": found})

    def _movement(self, step: dict[str, Any]) -> None:
        said = {"kind": self._choice(f"\n{step['questions'][0]['text']}", step["questions"][0]["choices"], step["why"])}
        for name in ABOUT_MOVEMENT:
            words = self.base.movements[name]
            choices = [{"value": word, "label": label} for word, label in words.words.items()]
            if word := self._choice(f"\n{words.question}", choices, optional=True):
                said[name] = word
        while since := self._line("\nSince when (3 days, 30 weeks, 2 years; nothing: leave out)?"):
            try:
                self._add(lists={"movements": [said | {"since": since}]})
                return
            except InputError as error:
                typer.echo(f"  {error.sentence()}")
        self._add(lists={"movements": [said]})

    # ------------------------------------------------------------ what it means

    def _alarm(self, known: Gathered) -> None:
        from whytwitch.picture.triage import assess
        from whytwitch.report.presenters.because import said_to_person

        urgency = assess(known.facts, (), self.base, answers=known.case.findings, country=known.case.country)
        if urgency.level is Level.EMERGENCY and not self.alarmed:
            self.alarmed = True
            typer.echo(f"\n{urgency.first_contact}")
            for one in urgency.because:
                if one.level is Level.EMERGENCY:
                    typer.echo(f"- {said_to_person(one, known.case, self.base)} {one.action}".rstrip())
            for text in urgency.while_waiting:
                typer.echo(f"- While waiting: {text}")
            self._line("\nDo this first. Press Enter to go on with the questions, or q to leave.")

    def _end(self, why: str) -> None:
        from whytwitch.workup import draw

        urgency = draw(read_case(self.path)).picture.urgency
        typer.echo(f"\nThat is all: {why}.\n\n{urgency.first_contact}")
        typer.echo(f"The whole picture: whytwitch picture {_quoted(self.path)}")
        typer.echo("If anything new comes up, ask again: the danger signs are always open.")
