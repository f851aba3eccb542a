"""What the days say about the difference: a linear model whose errors fade with true day distance.

``y = a + b * exposure + c * time + e``. The errors are autoregressive of order one by true day distance, so that
missing
days are handled exactly: ``corr(e_s, e_t) = rho ** |s - t|``. The exposure follows the arm with a carry-over that fades
geometrically. Neither rho nor the carry-over is fixed: the answer is averaged over a grid of both, weighted by the
restricted likelihood and weak priors, which leaves a mixture of t distributions for ``b``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: Correlation of neighbouring days.
RHO = (*(round(0.08 * step - 0.24, 2) for step in range(15)), 0.93, 0.97)
#: Share of yesterday's exposure that is still there today, and how likely each is taken to be beforehand.
CARRY = {0.0: 0.8, 0.2: 0.1, 0.4: 0.07, 0.6: 0.03}
#: Weak prior of rho: a normal curve cut at the ends of the grid (expert judgement: symptoms of neighbouring days).
RHO_MEAN, RHO_SD = 0.25, 0.3
#: 1, time, exposure.
_COLUMNS = 3
#: Points of the grid below this weight are dropped.
_NEGLIGIBLE = 1e-4


@dataclass(frozen=True)
class Posterior:
    """A mixture of shifted, scaled t distributions.

    Attributes
    ----------
    centre, scale, weight : ndarray of float, shape (k,)
        One for each point of the grid; weights add up to one.
    freedom : int
        Degrees of freedom of every part.
    rho : float
        Mean correlation of neighbouring days.
    """

    centre: np.ndarray[Any, Any]
    scale: np.ndarray[Any, Any]
    weight: np.ndarray[Any, Any]
    freedom: int
    rho: float

    @property
    def mean(self) -> float:
        """The best estimate."""
        return float(self.weight @ self.centre)

    def below(self, value: float) -> float:
        """Probability that the difference is below a value."""
        from scipy.special import stdtr

        return float(self.weight @ stdtr(self.freedom, (value - self.centre) / self.scale))

    def quantile(self, share: float) -> float:
        """The value below which the difference lies with this probability: Newton's steps inside a shrinking
        bracket."""
        import numpy as np
        from scipy.special import gammaln, stdtr, stdtrit

        ends = self.centre + stdtrit(self.freedom, share) * self.scale
        low, high = float(ends.min()), float(ends.max())
        here, n = float(self.weight @ ends), self.freedom
        top = float(np.exp(gammaln((n + 1) / 2) - gammaln(n / 2))) / (n * np.pi) ** 0.5
        for _ in range(40):
            z = (here - self.centre) / self.scale
            off = float(self.weight @ stdtr(n, z)) - share
            low, high = (here, high) if off < 0 else (low, here)
            step = off / float(self.weight @ (top * (1 + z * z / n) ** (-(n + 1) / 2) / self.scale))
            before, here = here, here - step
            if not low <= here <= high:
                here = 0.5 * (low + high)
            if abs(here - before) <= 1e-9 * (abs(here) + float(self.scale[0])):
                break
        return here

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        """The middle of the distribution that holds this probability."""
        return self.quantile((1 - share) / 2), self.quantile((1 + share) / 2)


def exposures(arm: np.ndarray[Any, Any], carry: tuple[float, ...]) -> np.ndarray[Any, Any]:
    """What is left of the measure on each day, for each carry-over.

    Parameters
    ----------
    arm : ndarray of float, shape (days,)
        1 with the measure, 0 without, for every day of the calendar.
    carry : tuple of float
        Shares of yesterday's exposure that are still there today.

    Returns
    -------
    ndarray of float, shape (days, len(carry))
        ``exposure[t] = carry * exposure[t - 1] + (1 - carry) * arm[t]``; the first day counts as settled.
    """
    import numpy as np

    share = np.asarray(carry)
    made = np.empty((arm.size, share.size))
    held = np.full(share.size, arm[0], dtype=float)
    for day, here in enumerate(arm):
        held = share * held + (1 - share) * here
        made[day] = held
    return made


def whiten(columns: np.ndarray[Any, Any], gap: np.ndarray[Any, Any], rho: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Take the correlation out of columns, for each rho.

    Parameters
    ----------
    columns : ndarray of float, shape (n, k)
        One row for each day with a value.
    gap : ndarray of int, shape (n - 1,)
        Days between neighbouring rows.
    rho : ndarray of float, shape (r,)
        Correlations of neighbouring days.

    Returns
    -------
    (ndarray, ndarray)
        The columns, shape (r, n, k), and the log determinant of each correlation matrix, shape (r,).
    """
    import numpy as np

    fading = rho[:, None] ** gap[None, :]
    left = 1 - fading**2
    made = np.empty((rho.size, *columns.shape))
    made[:, 0] = columns[0]
    made[:, 1:] = (columns[None, 1:] - fading[:, :, None] * columns[None, :-1]) / np.sqrt(left)[:, :, None]
    return made, np.log(left).sum(axis=1)


def fit(
    day: np.ndarray[Any, Any],
    value: np.ndarray[Any, Any],
    exposure: np.ndarray[Any, Any],
    prior: np.ndarray[Any, Any],
) -> Posterior:
    """The difference that the measure makes.

    Parameters
    ----------
    day : ndarray of int, shape (n,)
        Days with a value, rising.
    value : ndarray of float, shape (n,)
        What was noted.
    exposure : ndarray of float, shape (n, g)
        Exposure on those days for each carry-over looked at.
    prior : ndarray of float, shape (g,)
        How likely each carry-over is beforehand.

    Returns
    -------
    Posterior
        Of the difference, in the unit of the value. Needs n >= 5 and both arms.

    Notes
    -----
    Weights are REML likelihood times prior. The determinant of the exposure is that of the first column for every
    carry-over, so that a column of smaller spread is not preferred for its spread.
    """
    import numpy as np

    rho = np.array(RHO)
    time = (day - day.mean()) / max(float(np.ptp(day)), 1.0)
    columns = np.column_stack([np.ones(day.size), time, exposure, value - value.mean()])
    white, logdet = whiten(columns, np.diff(day), rho)
    gram = white.transpose(0, 2, 1) @ white
    base, cross = gram[:, :2, :2], gram[:, :2, 2:]
    rest = gram[:, 2:, 2:] - cross.transpose(0, 2, 1) @ np.linalg.solve(base, cross)
    ways = exposure.shape[1]
    sxx = np.maximum(rest[:, range(ways), range(ways)], 1e-12)
    sxy, syy = rest[:, :ways, ways], rest[:, ways, ways][:, None]
    centre = sxy / sxx
    freedom = day.size - _COLUMNS
    left = np.maximum(syy - sxy**2 / sxx, 1e-12 * max(float(gram[0, -1, -1]), 1e-300))
    log = (
        -0.5 * logdet[:, None]
        - 0.5 * np.linalg.slogdet(base)[1][:, None]
        - 0.5 * np.log(sxx[:, :1])
        - 0.5 * freedom * np.log(left)
        - 0.5 * ((rho - RHO_MEAN) / RHO_SD)[:, None] ** 2
        + np.log(prior)[None, :]
    )
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    matters = weight > _NEGLIGIBLE
    return Posterior(
        centre=centre[matters],
        scale=np.sqrt(left / freedom / sxx)[matters],
        weight=weight[matters] / weight[matters].sum(),
        freedom=freedom,
        rho=float(weight.sum(axis=1) @ rho),
    )
