"""Other words for the ids of the knowledge base: what a reader of cases writes naturally becomes the id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: British and American spellings, so that either finds the other. Applied to both sides of a comparison.
_SPELLING = (
    (r"aemi", "emi"),
    (r"aema", "ema"),
    (r"haem", "hem"),
    (r"oedema", "edema"),
    (r"oeso", "eso"),
    (r"coeli", "celi"),
    (r"diarrhoea", "diarrhea"),
    (r"anaes", "anes"),
    (r"paraes", "pares"),
    (r"apnoea", "apnea"),
    (r"dyspnoea", "dyspnea"),
    (r"neurone", "neuron"),
    (r"tumour", "tumor"),
    (r"behaviour", "behavior"),
    (r"calcaem", "calcem"),
    (r"kalaem", "kalem"),
    (r"natraem", "natrem"),
    (r"uraem", "urem"),
    (r"glycaem", "glycem"),
    (r"isation", "ization"),
    (r"ised\b", "ized"),
    (r"litre", "liter"),
    (r"titre", "titer"),
)
#: Words that say nothing about which diagnosis is meant.
_EMPTY = re.compile(
    r"\b(known|history of|past history of|previous|prior|old|treated|chronic stage|diagnosed|mild|moderate|severe|"
    r"mellitus|primary|idiopathic|syndrome|disorder|disease|the|a|an|of|with)\b"
)
#: Then a name inside a longer entry is not what this person has.
_NOT_THIS_PERSON = re.compile(
    r" (family|familial|mother|father|sister|brother|no|not|without|suspected|possible|risk|fear|screening|excluded) "
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name in small letters, one spelling, without accents, signs or plural endings.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    str
        Words with single spaces between them.
    """
    bare = (
        unicodedata.normalize("NFKD", text)
        .encode("ascii", "ignore")
        .decode()
        .lower()
        .replace("'s", "")
        .replace("'", "")
    )
    words = re.sub(r"[^a-z0-9%+]+", " ", bare)
    for british, american in _SPELLING:
        words = re.sub(british, american, words)
    return " ".join(_single(word) for word in words.split())


def _single(word: str) -> str:
    """Without the plural: spasms and spasm are one word."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")) else word


def core(text: str) -> str:
    """The same without words that say nothing about which diagnosis is meant."""
    return " ".join(sorted(_EMPTY.sub(" ", plain(text)).split())) or plain(text)


def find(said: str, names: Iterable[tuple[str, Iterable[str]]]) -> str | None:
    """The id that a word means, or None.

    Parameters
    ----------
    said : str
        As written.
    names : iterable of (str, iterable of str)
        Each id with its other words.

    Returns
    -------
    str or None
        The id whose words are the same once both are in one spelling; None when no word or more than one id fits.
    """
    for reading in (plain, core):
        wanted = reading(said)
        hits = {name for name, words in names if wanted in {reading(one) for one in (name, *words)}}
        if len(hits) == 1:
            return hits.pop()
    return None


@lru_cache(maxsize=1)
def _finding_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from whytwitch.knowledge import knowledge

    return tuple((one.id, (one.name, *one.also)) for one in knowledge().findings.values())


@lru_cache(maxsize=1)
def _diagnosis_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from whytwitch.knowledge import knowledge

    base = knowledge()
    return tuple((one.id, (one.name, *one.also)) for one in base.known_conditions.values())


@lru_cache(maxsize=1)
def _condition_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from whytwitch.knowledge import knowledge

    return tuple((one.id, (one.name, one.plain_name)) for one in knowledge().conditions.values())


@lru_cache(maxsize=2048)
def finding_id(said: str) -> str:
    """The finding that a key of a case file means; as written when none does."""
    return find(said, _finding_names()) or said


@lru_cache(maxsize=2048)
def diagnosis_id(said: str) -> str:
    """The diagnosis that an entry of a case file means; as written when none does.

    An entry may say more than the name ("metastatic breast cancer"): then the longest name inside it counts, unless the
    entry speaks of somebody else, or of what was not found.
    """
    return find(said, _diagnosis_names()) or find(said, _condition_names()) or _inside(said) or said


def _inside(said: str) -> str | None:
    words = f" {plain(said)} "
    if _NOT_THIS_PERSON.search(words):
        return None
    hits = {
        (len(plain(one)), name)
        for name, others in _diagnosis_names()
        for one in (name, *others)
        if len(plain(one)) > 2 and f" {plain(one)} " in words
    }
    longest = {name for length, name in hits if length == max(size for size, _ in hits)}
    return longest.pop() if len(longest) == 1 else None


@lru_cache(maxsize=2048)
def movement_word(attribute: str, said: str) -> str:
    """The word of an attribute of a movement that is meant; as written when none is."""
    from whytwitch.knowledge import knowledge

    vocabulary = knowledge().movements[attribute]
    return find(said, [(word, vocabulary.also.get(word, ())) for word in vocabulary.words]) or said
