"""Why the two editions differ on this night, in sentences made of this night's own numbers."""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.evidence.night.editions import aasm3
from whytwitch.evidence.night.rules import AASM_IMI_MIN_S, EPS_S, LM_MIN_S, WASM_IMI_MIN_S
from whytwitch.model.night import SLEEP_STAGES, Candidate, Editions, LegMovement


def why_they_differ(movements: Sequence[LegMovement], editions: Editions, *, staged: bool) -> list[str]:
    """Compare the editions movement by movement.

    Parameters
    ----------
    movements : sequence of LegMovement
        One-leg movements of the night.
    editions : Editions
        Both scorings of them.
    staged : bool
        Whether sleep stages are known.

    Returns
    -------
    list of str
        One plain sentence for each rule that changed the count on this night; a sentence that says so when none did.
    """
    wasm, aasm = editions.wasm2016, editions.aasm3
    if wasm.indices["counts"]["plms"] is None:
        return []
    by_id = {m.id: m for m in movements}
    w_plm = {m for c in wasm.candidates if c.series and _asleep(c, staged) for m in c.members}
    a_plm = {m for c in aasm.candidates if c.series for m in c.members}
    n_w, n_a = wasm.indices["counts"]["plms"], aasm.indices["counts"]["plms"]
    where = " in sleep" if staged else " (asleep or awake)"
    if n_w == n_a and w_plm == a_plm:
        return [f"Both editions count the same {n_w} periodic leg movements{where} on this night."] if n_w else []
    out = [f"WASM 2016 counts {n_w} periodic leg movements{where}, AASM 3 counts {n_a}."]
    w_of = {m: c for c in wasm.candidates for m in c.members}
    a_of = {m: c for c in aasm.candidates for m in c.members}
    only_a, only_w = a_plm - w_plm, w_plm - a_plm
    out += _only_aasm(only_a, by_id, w_of, a_of, wasm.candidates, aasm.candidates)
    out += _only_wasm(only_w, a_of)
    out += _bilateral(w_plm & a_plm, w_of, a_of)
    return out


def _asleep(c: Candidate, staged: bool) -> bool:
    return c.stage in SLEEP_STAGES if staged else True


def _n(count: int, what: str = "movement") -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _only_aasm(
    only: set[str],
    by_id: dict[str, LegMovement],
    w_of: dict[str, Candidate],
    a_of: dict[str, Candidate],
    w_all: Sequence[Candidate],
    a_all: Sequence[Candidate],
) -> list[str]:
    shapeless = {m for m in only if by_id[m].morphology is False}
    joined = {m for m in only - shapeless if m in w_of and not w_of[m].clm}
    rest = only - shapeless - joined
    close = _near_short_interval(rest, w_all, w_of, a_of)
    paired = {m for m in close if len({w_of[x].id for x in a_of[m].members if x in w_of}) > 1}
    broken = _near_no_clm(rest - close, w_all, w_of)
    other = rest - close - broken
    out = []
    if shapeless:
        n = len({a_of[m].id for m in shapeless})
        out.append(
            f"AASM 3 alone counts {_n(n)} made of short spikes: WASM 2016 asks for half a second of sustained activity "
            "(median at least 2 uV above rest), the AASM text does not."
        )
    if joined:
        out.append(
            f"AASM 3 alone counts {_n(len({a_of[m].id for m in joined}))} that WASM 2016 joins into something too long "
            "or too manifold to be a CLM."
        )
    if paired:
        out.append(
            f"AASM 3 alone counts {_n(len({a_of[m].id for m in paired}))} made of both legs beginning within 5 s of "
            "each other: in WASM 2016 these are two movements that follow each other too soon."
        )
    if close - paired:
        out.append(
            f"AASM 3 alone counts {_n(len({a_of[m].id for m in close - paired}))} in series with intervals of "
            f"{AASM_IMI_MIN_S:g} to "
            f"{WASM_IMI_MIN_S:g} s: WASM 2016 asks for at least {WASM_IMI_MIN_S:g} s."
        )
    if broken:
        out.append(
            f"AASM 3 alone counts {_n(len({a_of[m].id for m in broken}))} in series that a longer movement "
            f"interrupts: in "
            "WASM 2016 it ends the series, AASM 3 passes over it."
        )
    if other:
        out.append(
            f"AASM 3 alone counts {_n(len({a_of[m].id for m in other}))} because the legs are combined differently, or "
            "because movements in between (awake, or with breathing events) end a series in WASM 2016 only."
        )
    return out


def _positions(candidates: Sequence[Candidate]) -> dict[str, int]:
    return {c.id: i for i, c in enumerate(candidates)}


def _near_short_interval(
    ids: set[str], w_all: Sequence[Candidate], w_of: dict[str, Candidate], a_of: dict[str, Candidate]
) -> set[str]:
    """Movements whose AASM series has, in WASM's list, an interval that is too short for WASM."""
    place = _positions(w_all)
    short_at = {i for i in range(1, len(w_all)) if w_all[i].onset_s - w_all[i - 1].onset_s < WASM_IMI_MIN_S - EPS_S}
    bad_series = set()
    for m, c in a_of.items():
        if c.series and m in w_of and (place[w_of[m].id] in short_at or place[w_of[m].id] + 1 in short_at):
            bad_series.add(c.series)
    return {m for m in ids if a_of[m].series in bad_series}


def _near_no_clm(ids: set[str], w_all: Sequence[Candidate], w_of: dict[str, Candidate]) -> set[str]:
    """Movements with a movement that is no CLM within 90 s in WASM's list."""
    long_ones = [c.onset_s for c in w_all if not c.clm]
    return {m for m in ids if m in w_of and any(abs(w_of[m].onset_s - t) <= 90.0 for t in long_ones)}


def _only_wasm(only: set[str], a_of: dict[str, Candidate]) -> list[str]:
    groups: dict[str, int] = {}
    for m in only:
        c = a_of.get(m)
        why = c.excluded if c is not None and c.excluded else ("series" if c is not None else "short")
        groups[why] = groups.get(why, 0) + 1
    out = []
    if n := groups.pop(aasm3.BREATHING, 0):
        out.append(
            f"WASM 2016 alone counts {_n(n)} that AASM 3 leaves out because they fall within a breathing event; "
            f"WASM 2016 "
            "only marks movements around its end, and gives its figure with and without them."
        )
    if n := groups.pop(aasm3.AWAKE, 0):
        out.append(f"WASM 2016 alone counts {_n(n)} of a leg that AASM 3 leaves out as awake.")
    if n := groups.pop(aasm3.TOO_LONG, 0):
        out.append(f"WASM 2016 alone counts {_n(n)} longer than 10 s, which AASM 3 does not take as LM.")
    if n := groups.pop("series", 0):
        out.append(
            f"WASM 2016 alone counts {_n(n)} whose neighbours AASM 3 leaves out (awake, or within breathing "
            f"events), so "
            "that fewer than four remain together."
        )
    groups.pop("short", None)
    if n := sum(groups.values()):
        out.append(f"WASM 2016 alone counts {_n(n)} for other reasons.")
    return out


def _bilateral(both: set[str], w_of: dict[str, Candidate], a_of: dict[str, Candidate]) -> list[str]:
    n_w = len({w_of[m].id for m in both})
    n_a = len({a_of[m].id for m in both})
    if n_w == n_a:
        return []
    more, less = ("WASM 2016", "AASM 3") if n_w > n_a else ("AASM 3", "WASM 2016")
    return [
        f"The same movements of the two legs make {max(n_w, n_a)} counts in {more} and {min(n_w, n_a)} in {less}: "
        f"WASM 2016 "
        f"combines legs that overlap or follow within {LM_MIN_S:g} s, AASM 3 legs that begin within 5 s of each other."
    ]
