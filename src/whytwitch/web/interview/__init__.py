"""Safety questions first, then movements, conditions, medicines, then one question at a time."""
