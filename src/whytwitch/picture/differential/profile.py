"""How well a cause would produce a movement like the one described."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from whytwitch.knowledge import Knowledge, knowledge
from whytwitch.knowledge.schema import Condition
from whytwitch.model.case import Movement

#: A movement that the person cannot name: its kind speaks for no cause and against none.
UNCLEAR = "unclear"
#: Words of ``when`` that tie a movement to sleep, and kinds that are movements of sleep by their name.
SLEEP = ("falling_asleep", "asleep", "waking")
SLEEP_KINDS = ("dream_enactment", "rocking")
#: The spans of ``Condition.since``, each with the weeks below which it ends.
SPANS = {"days": 1.0, "weeks": 6.0, "months": 52.0, "years": float("inf")}
#: Profiles kept, of some dozens of movements.
MOST_PROFILES = 5000


@dataclass(frozen=True)
class Profile:
    """P(this description | a movement of this cause), and its parts.

    Attributes
    ----------
    weight : float
        The product, 0 to 1.
    parts : dict of str to (float, float)
        For each attribute that was said: P(word | cause) and P(word | people who ask).
    """

    weight: float
    parts: dict[str, tuple[float, float]]


@lru_cache(maxsize=4096)
def word_chances(condition: str | None, attribute: str) -> dict[str, float]:
    """P(word | condition) for one attribute; sums to 1.

    Parameters
    ----------
    condition : str, optional
        None: as common as among people who ask.
    attribute : str
        ``kind`` or another attribute of a movement.

    Returns
    -------
    dict of str to float
        One entry for each word of the vocabulary.

    Notes
    -----
    A word that a condition does not list gets a share of its usual frequency before the row is scaled to sum to 1.
    """
    base = knowledge()
    vocabulary = base.movements[attribute]
    usual = {word: float(vocabulary.usual[word]) for word in vocabulary.words}
    if condition is None:
        return usual
    entry = base.conditions[condition]
    listed = entry.kinds if attribute == "kind" else entry.attributes.get(attribute)
    if not listed:
        return usual
    raw = {
        word: base.probability(listed[word]) if word in listed else _unlisted(attribute, usual[word], base)
        for word in vocabulary.words
    }
    total = sum(raw.values())
    return {word: chance / total for word, chance in raw.items()}


def _unlisted(attribute: str, usual: float, base: Knowledge) -> float:
    """Raw weight of a word that a condition does not list; a kind it does not list is rarer still."""
    if attribute == "kind":
        return 0.0 if usual == 0.0 else base.settings["unlisted_kind"].value
    if attribute == "site":
        return usual * base.settings["unlisted_site"].value
    return usual * base.settings["unlisted_word"].value


def profile(condition: Condition | None, movement: Movement, base: Knowledge) -> Profile:
    """How well a condition would produce a movement as described.

    Parameters
    ----------
    condition : Condition, optional
        None: no cause at all, as common as among people who ask.
    movement : Movement
        Kind and whatever else was said.
    base : Knowledge
        For the settings.

    Returns
    -------
    Profile
        The weight and its parts.

    Notes
    -----
    The attributes of one movement are not independent of each other, so each counts with an exponent below 1
    (`settings.attribute_exponent`): a common shrinkage of naive products, chosen by judgement. A word that the
    condition hardly ever has (`settings.nearly_never_ratio` of its usual frequency) counts more than in full again.
    How long it has lasted counts against what is usual among people who ask, for conditions that say it. A movement
    bound to sleep is mostly told with its time; told without one it is less likely such a movement.
    """
    made = base.worked_out.setdefault("profiles", {})
    key = None if condition is None else condition.id, movement
    found = made.get(key)
    if found is None:  # each answer asks for all conditions again, of the same movements
        if len(made) > MOST_PROFILES:
            made.clear()
        found = made[key] = _profile(condition, movement, base)
    return found


def _profile(condition: Condition | None, movement: Movement, base: Knowledge) -> Profile:
    exponent = base.probability(base.settings["attribute_exponent"])
    name = None if condition is None else condition.id
    said = {**({} if movement.kind == UNCLEAR else {"kind": movement.kind}), **movement.attributes()}
    parts = {key: (word_chances(name, key)[word], word_chances(None, key)[word]) for key, word in said.items()}
    weight = 1.0
    never = base.probability(base.settings["nearly_never_ratio"])
    for key, (here, usual) in parts.items():
        ratio = here / usual
        weight *= here if key == "kind" else usual * ratio**exponent * min(1.0, ratio / never)
    weight *= _since(condition, movement, base)
    if condition is not None:
        weight *= _time_untold(condition, movement, base)
    if condition is not None and condition.only_at and movement.site not in (None, *condition.only_at):
        weight *= base.probability(base.settings["elsewhere"])
    return Profile(weight=weight, parts=parts)


def span_of(weeks: float) -> str:
    """The span of ``Condition.since`` that so many weeks lie in."""
    return next(name for name, end in SPANS.items() if weeks < end)


def _since(condition: Condition | None, movement: Movement, base: Knowledge) -> float:
    """P(it lasts so long | condition), damped like any attribute; 1 where nothing was said."""
    if movement.since_weeks is None:
        return 1.0
    span = span_of(movement.since_weeks)
    usual = base.settings[f"since_{span}"].value
    if condition is None or not condition.since:
        return usual
    raw = {name: base.probability(chance) for name, chance in condition.since.items()}
    exponent = base.probability(base.settings["attribute_exponent"])
    return usual * float(raw[span] / sum(raw.values()) / usual) ** exponent


def _time_untold(condition: Condition, movement: Movement, base: Knowledge) -> float:
    """How often a movement of this condition is told without its time; 1 for one that has nothing to do with sleep."""
    if movement.when is not None or movement.kind in SLEEP_KINDS or "when" not in condition.attributes:
        return 1.0
    chances = word_chances(condition.id, "when")
    bound = sum(chances[word] for word in SLEEP)
    return 1 - bound * (1 - base.settings["sleep_untold"].value)
