"""Sleep stages by a program, when the recording has EEG and no scorer's stages; sentences when it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from whytwitch.evidence.night import montage
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.read import edf
from whytwitch.evidence.night.stages import STAGES, Hypnogram, build
from whytwitch.evidence.night.staging import provenance
from whytwitch.evidence.night.staging.gate import MIN_RATE_HZ, SHORT_HOURS
from whytwitch.evidence.night.staging.process import ask
from whytwitch.model.night import Staging

_UNSURE = 0.5


def with_stages(
    file: edf.EdfFile,
    hypnogram: Hypnogram,
    options: Options,
    warnings: list[str],
    legs: Sequence[int] = (),
) -> Hypnogram:
    """Give a recording sleep stages by yasa when nobody staged it.

    Parameters
    ----------
    file : EdfFile
        An opened recording.
    hypnogram : Hypnogram
        The scorer's stages; returned as they are unless ``options.stages`` is ``yasa`` or they are empty.
    options : Options
    warnings : list of str
        Sentences are added: what staged the night and how sure it was, or why it was not staged.
    legs : sequence of int
        Channels that are legs.

    Returns
    -------
    Hypnogram

    Raises
    ------
    UnknownNameError
        A channel the user named is not in the file.

    Notes
    -----
    Whole epochs of 30 s from the start of each stretch without a gap are staged; stretches are joined for the program,
    so its running means reach over gaps. A crash, a timeout and a refusal are sentences, never errors.
    """
    if options.stages == "off" or (options.stages == "auto" and hypnogram):
        return hypnogram
    found = montage.find(file.signals, file.record_s, rate_min_hz=MIN_RATE_HZ, legs=legs)
    leads = {
        kind: [montage.named(file.signals, label, f"option {kind}")] if label else list(getattr(found, kind))
        for kind, label in (("eeg", options.eeg), ("eog", options.eog), ("chin", options.chin))
    }
    asked = options.stages == "yasa" or bool(options.eeg)
    if not leads["eeg"]:
        why = f"no EEG channel with at least {MIN_RATE_HZ:g} samples a second was found"
        return _without(hypnogram, why, warnings) if asked else hypnogram
    unusable = next((one for one in leads["eeg"] if one.channel.gain_uv is None), None)
    if unusable is not None:
        return _without(hypnogram, f"'{unusable.label}' has no known unit of voltage", warnings)
    if find_spec("yasa") is None:
        return _without(hypnogram, "the package yasa is not installed (extra 'stages')", warnings)
    request: dict[str, Any] = {
        kind: [[one.channel.index, None if one.minus is None else one.minus.index, one.label] for one in some]
        for kind, some in leads.items()
    }
    answer = ask({"path": str(file.path.resolve()), **request})
    if "refused" in answer:
        return _without(hypnogram, "; ".join(answer["refused"]), warnings)
    if "epochs" not in answer or not answer["epochs"]:
        return _without(hypnogram, answer.get("failed", "the staging program staged nothing"), warnings)
    return _accept(answer, warnings)


def _without(hypnogram: Hypnogram, why: str, warnings: list[str]) -> Hypnogram:
    warnings.append(f"Sleep was not staged by the program: {why}.")
    return Hypnogram(
        spans=hypnogram.spans, source=hypnogram.source, overlap_s=hypnogram.overlap_s, not_staged=f"{why}."
    )


def _accept(answer: dict[str, Any], warnings: list[str]) -> Hypnogram:
    epochs = [(float(t), stage, float(p)) for t, stage, p in answer["epochs"]]
    sure = [p for _, _, p in epochs]
    by_stage = {}
    for stage in STAGES:
        own = [p for _, s, p in epochs if s == stage]
        by_stage[stage] = round(sum(own) / len(own), 4) if own else None
    staging = Staging(
        program="yasa",
        version=answer["version"],
        classifier=answer["classifier"],
        classifier_sha256=answer["sha256"],
        channels=answer["channels"],
        trained_on=provenance.TRAINED_ON,
        agreement=provenance.AGREEMENT,
        source=provenance.SOURCE,
        epochs=tuple(epochs),  # type: ignore[arg-type]
        mean_confidence=round(sum(sure) / len(sure), 4),
        unsure=round(sum(p < _UNSURE for p in sure) / len(sure), 4),
        confidence_by_stage=by_stage,
        left_out=answer["left_out"],
    )
    names = ", ".join(f"'{label}'" for label in answer["channels"].values())
    warnings.append(
        f"A program (yasa {staging.version}) staged the sleep from {names}, not a scorer; its mean confidence is "
        f"{100 * staging.mean_confidence:.0f} %, and in {100 * staging.unsure:.0f} % of the half minutes it is unsure. "
        "Published agreement with scorers is about 85 %; have a scorer look at it before anything hangs on it."
    )
    if len(epochs) * 30 < SHORT_HOURS * 3600:
        warnings.append(
            f"The staging program was made for whole nights; on {len(epochs) / 2:g} minutes it is less sure than it "
            "says."
        )
    if staging.left_out:
        warnings.append(f"{staging.left_out / 2:g} minutes were left unstaged because the EEG could not be used there.")
    made = build([(t, 30.0, stage) for t, stage, _ in epochs], source="yasa")
    return Hypnogram(spans=made.spans, source=made.source, staging=staging)
