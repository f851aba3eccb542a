"""The staging process: reads one request, judges the signal, stages it, prints one answer, ends.

Run as ``python -m whytwitch.evidence.night.staging.worker``. One line of JSON comes in on standard input and one goes
out on standard output. When standard input closes, the parent is gone and the process ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_STAGES = {"WAKE": "W", "W": "W", "N1": "N1", "N2": "N2", "N3": "N3", "REM": "R", "R": "R"}
_RATE = 100
_EPOCH_S = 30
_EEG_TRIED = 4


def main() -> int:
    """Answer one request; the exit code is 0 whenever an answer was printed."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a package prints must not mix with the answer
    request = json.loads(sys.stdin.readline())
    _limit_memory(int(request["memory_bytes"]))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = stage(request)
    except MemoryError:
        answer = {"failed": "it needed more memory than it may take"}
    except Exception as error:
        answer = {"failed": f"it stopped with {type(error).__name__}"}
    out.write(json.dumps(answer, allow_nan=False) + "\n")
    out.flush()
    return 0


def stage(request: dict[str, Any]) -> dict[str, Any]:
    """Stage one recording.

    Parameters
    ----------
    request : dict
        ``path``; ``eeg``, ``eog``, ``chin``: lists of ``[index, index to subtract or None, label]``, best first.

    Returns
    -------
    dict
        ``refused`` (list of sentences, one for each EEG channel tried), or ``epochs`` (start, stage, confidence),
        ``left_out``, ``channels``, ``classifier``, ``sha256``, ``version``; or ``failed``.
    """
    from whytwitch.evidence.night import montage
    from whytwitch.evidence.night.read import edf
    from whytwitch.evidence.night.staging.gate import judge

    file = edf.open_edf(Path(request["path"]))
    by_index = {c.index: c for c in file.channels}

    def lead(row: list[Any]) -> montage.Lead:
        return montage.Lead(row[2], by_index[row[0]], None if row[1] is None else by_index[row[1]])

    refused = []
    for row in request["eeg"][:_EEG_TRIED]:
        one = lead(row)
        rate = montage.rate_of(file, one)
        (signal,), segments = montage.read(file, [one])
        whole, starts, clipped = _whole_epochs(file, one, signal, segments, rate)
        del signal
        verdict = judge(whole, rate, clipped=clipped)
        if verdict.refused:
            refused.append(f"'{one.label}': {verdict.refused}")
            if verdict.too_short:
                break  # the other channels are as short
            continue
        chosen = {"eeg": _to_rate(whole, rate)}
        labels = {"eeg": one.label}
        del whole, clipped
        for kind in ("eog", "chin"):
            for other in request[kind][:2]:
                found = _second(file, lead(other), len(chosen["eeg"]))
                if found is not None:
                    chosen[kind], labels[kind] = found, other[2]
                    break
        return _predict(chosen, labels, starts, verdict.good)
    return {"refused": refused}


def _whole_epochs(
    file: Any, one: Any, signal: npt.NDArray, segments: list[tuple[float, int, int]], rate: float
) -> tuple[npt.NDArray, list[float], npt.NDArray]:
    """Keep whole epochs of each stretch; return signal, start of each epoch, and samples at the recorder's limit."""
    size = round(_EPOCH_S * rate)
    low, high = one.channel.digital
    gain = abs(one.channel.gain_uv)
    pieces, starts = [], []
    for start, first, n in segments:
        a, b = first * one.channel.samples, (first + n) * one.channel.samples
        epochs = (b - a) // size
        pieces.append(signal[a : a + epochs * size])
        starts += [start + i * _EPOCH_S for i in range(epochs)]
    whole = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
    if one.minus is None:
        clipped = (whole <= (low + 0.5) * gain) | (whole >= (high - 0.5) * gain)
    else:
        clipped = np.zeros(len(whole), dtype=bool)
    return whole, starts, clipped


def _second(file: Any, one: Any, length: int) -> npt.NDArray | None:
    """Return an eye or chin signal at the rate of the staging program, or None when it is dead or does not fit."""
    from whytwitch.evidence.night import montage

    rate = montage.rate_of(file, one)
    (signal,), segments = montage.read(file, [one])
    whole, _, clipped = _whole_epochs(file, one, signal, segments, rate)
    size = round(_EPOCH_S * rate)
    rows = whole[: len(whole) // size * size].reshape(-1, size)
    spread = np.median(rows[:, :: max(1, int(rate // 50))].std(axis=1))
    if not 0.2 <= spread <= 2000.0 or clipped.mean() > 0.1:
        return None
    out = _to_rate(whole, rate)
    return out[:length] if len(out) >= length else None


def _to_rate(signal: npt.NDArray, rate: float) -> npt.NDArray:
    """Resample whole epochs to 100 samples a second."""
    from fractions import Fraction

    from scipy.signal import resample_poly

    size = round(_EPOCH_S * rate)
    epochs = len(signal) // size
    ratio = Fraction(_RATE / rate).limit_denominator(1000)
    out = signal if ratio == 1 else resample_poly(signal.astype(np.float64), ratio.numerator, ratio.denominator)
    wanted = epochs * _EPOCH_S * _RATE
    if len(out) < wanted:
        out = np.pad(out, (0, wanted - len(out)), mode="edge")
    return out[:wanted]


def _predict(
    chosen: dict[str, npt.NDArray], labels: dict[str, str], starts: list[float], good: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    import logging
    import warnings

    from whytwitch.evidence.night.staging import provenance

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import mne
    import yasa

    mne.set_log_level("ERROR")
    name = provenance.classifier_name(eog="eog" in chosen, chin="chin" in chosen)
    path = Path(yasa.__file__).parent / "classifiers" / name
    digest = provenance.trusted(path)
    if digest is None:
        return {"failed": f"yasa {yasa.__version__} does not carry the classifier {name} that this program knows"}
    kinds = [k for k in ("eeg", "eog", "chin") if k in chosen]
    types = {"eeg": "eeg", "eog": "eog", "chin": "emg"}
    info = mne.create_info(kinds, _RATE, [types[k] for k in kinds])
    raw = mne.io.RawArray(np.stack([chosen[k] for k in kinds]) * 1e-6, info, verbose=False)
    staging = yasa.SleepStaging(
        raw, eeg_name="eeg", eog_name="eog" if "eog" in kinds else None, emg_name="chin" if "chin" in kinds else None
    )
    with contextlib.redirect_stdout(sys.stderr):
        hypnogram = staging.predict(path_to_model=str(path))
    values = [_STAGES.get(str(v)) for v in hypnogram.hypno]
    sure = hypnogram.proba.to_numpy().max(axis=1)
    epochs = [
        [round(start, 6), stage, round(float(p), 4)]
        for start, stage, p, ok in zip(starts, values, sure, good, strict=True)
        if ok and stage is not None and np.isfinite(p)
    ]
    return {
        "epochs": epochs,
        "left_out": len(starts) - len(epochs),
        "channels": labels,
        "classifier": name,
        "sha256": digest,
        "version": yasa.__version__,
    }


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    while sys.stdin.read(1024):
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
