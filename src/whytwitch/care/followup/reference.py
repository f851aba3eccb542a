"""The same model written slowly and obviously: full matrices, one point of the grid after the other. For tests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from whytwitch.care.followup import model

if TYPE_CHECKING:
    import numpy as np


def slow_fit(
    day: np.ndarray[Any, Any],
    value: np.ndarray[Any, Any],
    exposure: np.ndarray[Any, Any],
    prior: np.ndarray[Any, Any],
) -> model.Posterior:
    """Do what :func:`model.fit` does.

    Parameters
    ----------
    day : ndarray of int, shape (n,)
        Days with a value.
    value : ndarray of float, shape (n,)
        What was noted.
    exposure : ndarray of float, shape (n, g)
        Exposure for each carry-over.
    prior : ndarray of float, shape (g,)
        How likely each carry-over is beforehand.
    """
    import numpy as np

    time = (day - day.mean()) / max(day.max() - day.min(), 1)
    centres, scales, logs, rhos = [], [], [], []
    for rho in model.RHO:
        covariance = np.array([[float(rho) ** abs(int(s) - int(t)) for t in day] for s in day])
        inverse = np.linalg.inv(covariance)
        first = np.column_stack([np.ones(len(day)), time, exposure[:, 0]])
        for place, chance in enumerate(prior):
            design = np.column_stack([np.ones(len(day)), time, exposure[:, place]])
            normal = design.T @ inverse @ design
            beta = np.linalg.solve(normal, design.T @ inverse @ value)
            error = value - design @ beta
            freedom = len(day) - 3
            rss = float(error @ inverse @ error)
            centres.append(beta[2])
            scales.append(math.sqrt(rss / freedom * np.linalg.inv(normal)[2, 2]))
            logs.append(
                -0.5 * np.linalg.slogdet(covariance)[1]
                - 0.5 * np.linalg.slogdet(first.T @ inverse @ first)[1]
                - 0.5 * freedom * math.log(rss)
                - 0.5 * ((rho - model.RHO_MEAN) / model.RHO_SD) ** 2
                + math.log(chance)
            )
            rhos.append(rho)
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    return model.Posterior(np.array(centres), np.array(scales), weight, len(day) - 3, float(weight @ np.array(rhos)))
