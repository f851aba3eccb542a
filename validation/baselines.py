"""What simpler methods would say about the same person, from the same knowledge: the yardsticks of the differential."""

from __future__ import annotations

import numpy as np

from whytwitch.picture.differential.model import PersonModel
from whytwitch.reasoning import Evidence


def prevalence_only(model: PersonModel) -> np.ndarray:
    """Log10 score of each cause by its prior alone, shape (n_causes,)."""
    return model.network.prior_log10_odds.copy()


def single_cause(model: PersonModel) -> np.ndarray:
    """Log10 score when exactly one cause holds (naive Bayes over causes), shape (n_causes,)."""
    score = model.network.prior_log10_odds.copy()
    for shift in model.shifts:
        for cause, value in shift.log10_odds.items():
            score[model.network.index[cause]] += value
    for item in model.evidence:
        score += np.log10([likelihood(item, cause) for cause in model.network.causes])
    return score


def likelihood_ratios(model: PersonModel) -> np.ndarray:
    """Log10 score by likelihood ratios against the population, every cause equally likely before, shape (n_causes,)."""
    prior = 1 / (1 + 10**-model.network.prior_log10_odds)
    share = prior / prior.sum()
    score = np.zeros(len(model.network.causes))
    for item in model.evidence:
        here = np.array([likelihood(item, cause) for cause in model.network.causes])
        score += np.log10(here) - np.log10(float(share @ here))
    return score


def likelihood(item: Evidence, cause: str) -> float:
    """P(what was observed | this cause and no other); never below 1e-12."""
    present = 1 - (1 - item.leak) * (1 - item.weights.get(cause, 0.0))
    return max(item.if_present * present + item.if_absent * (1 - present), 1e-12)
