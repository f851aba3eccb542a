"""The gate: an exact randomisation test. It holds whatever the correlation between days is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whytwitch.care.followup.design import Layout, orders
from whytwitch.care.followup.model import whiten

if TYPE_CHECKING:
    import numpy as np

#: So many orders are looked at together.
_AT_ONCE = 512


def randomisation_p(
    layout: Layout, day: np.ndarray[Any, Any], value: np.ndarray[Any, Any], dealt: np.ndarray[Any, Any] | None = None
) -> float:
    """How often the lot alone would have shown at least this much, in either direction.

    Parameters
    ----------
    layout : Layout
        Phases and blocks.
    day : ndarray of int, shape (n,)
        Days with a value that count.
    value : ndarray of float, shape (n,)
        What was noted.
    dealt : ndarray of float, shape (orders, phases), optional
        What :func:`orders` gave for this layout before.

    Returns
    -------
    float
        Share of all permitted orders whose statistic is as large as that of the actual one.

    Notes
    -----
    The statistic is the correlation of arm and value after both were freed of trend and of autocorrelation. The
    autocorrelation is estimated without the arm, so the statistic is a function of the values alone and the test stays
    exact: were there no effect, every permitted order was equally likely.
    """
    import numpy as np

    dealt = orders(layout) if dealt is None else dealt
    rho = null_rho(day, value)
    time = (day - day.mean()) / max(float(np.ptp(day)), 1.0)
    fixed = np.column_stack([np.ones(day.size), time, value - value.mean()])
    strength = np.empty(len(dealt))
    for first in range(0, len(dealt), _AT_ONCE):  # years of days times thousands of orders would fill the memory
        arms = dealt[first : first + _AT_ONCE, layout.phase[day]].T
        white = whiten(np.column_stack([fixed, arms]), np.diff(day), np.array([rho]))[0][0]
        plain, _ = np.linalg.qr(white[:, :2])
        rest = white[:, 2:] - plain @ (plain.T @ white[:, 2:])
        seen, arms = rest[:, 0], rest[:, 1:]
        size = np.einsum("ij,ij->j", arms, arms)
        strength[first : first + _AT_ONCE] = np.abs(seen @ arms) / np.sqrt(np.maximum(size, 1e-12))
    return float(np.mean(strength >= strength[0] * (1 - 1e-9)))


def null_rho(day: np.ndarray[Any, Any], value: np.ndarray[Any, Any]) -> float:
    """Correlation of neighbouring days under "no effect": the most likely one by REML with trend alone."""
    import numpy as np

    from whytwitch.care.followup.model import RHO

    rho = np.array(RHO)
    time = (day - day.mean()) / max(float(np.ptp(day)), 1.0)
    columns = np.column_stack([np.ones(day.size), time, value - value.mean()])
    white, logdet = whiten(columns, np.diff(day), rho)
    gram = white.transpose(0, 2, 1) @ white
    base, cross = gram[:, :2, :2], gram[:, :2, 2:]
    left = (gram[:, 2:, 2:] - cross.transpose(0, 2, 1) @ np.linalg.solve(base, cross))[:, 0, 0]
    log = -0.5 * logdet - 0.5 * np.linalg.slogdet(base)[1] - 0.5 * (day.size - 2) * np.log(np.maximum(left, 1e-300))
    return float(rho[int(np.argmax(log))])
