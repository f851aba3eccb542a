"""What the one page is made of: blocks with a label, each holding entries or one table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from whytwitch.report.figures.svg import shorten
from whytwitch.report.presenters.fitting import Room, lines_of


@dataclass(frozen=True)
class Entry:
    """One paragraph of a block.

    Attributes
    ----------
    lead : str
        Said first, in bold type.
    mark : str
        Said after the lead, in plain type (how well a cause fits).
    text : str
        The rest.
    parts : tuple of (str, str)
        What follows, each with a word before it: reasons *for* and *against*.
    sources : tuple of int
        Numbers in the list of sources.
    strong : bool
        All of it in bold type.
    bullet : bool
        One of a list.
    rule : bool
        An empty line to write on.
    soft : bool
        In smaller type.
    """

    lead: str = ""
    mark: str = ""
    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    sources: tuple[int, ...] = ()
    strong: bool = False
    bullet: bool = False
    rule: bool = False
    soft: bool = False

    @property
    def characters(self) -> int:
        """How long it is in print."""
        wide = 1.15 if self.strong else 0.85 if self.soft else 1.0
        rest = sum(len(word) + len(text) + 3 for word, text in self.parts)
        said = len(f"{self.lead} {self.mark} {self.text}")
        return round(wide * said) + rest + 3 * len(self.sources) + 4 * self.bullet


@dataclass(frozen=True)
class Table:
    """Rows under column headings; the first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Block:
    """A label at the left, entries or a table at its right.

    Attributes
    ----------
    label : str
        A few words.
    entries : list of Entry
        From top to bottom.
    table : Table, optional
        Stands above the entries.
    """

    label: str
    entries: list[Entry] = field(default_factory=list)
    table: Table | None = None

    def lines(self, room: Room) -> int:
        """Printed lines, by estimate."""
        text = sum(lines_of(one.characters, room) + one.rule for one in self.entries)
        return text + (len(self.table.rows) + 1 if self.table else 0)

    def cut(self, characters: int) -> Block:
        """The same with each entry's text cut at so many characters; what is strong or typed as a question stays."""
        kept = [
            one
            if one.strong
            else replace(
                one,
                text=shorten(one.text, characters),
                parts=tuple((word, shorten(text, characters)) for word, text in one.parts),
            )
            for one in self.entries
        ]
        return replace(self, entries=kept)
