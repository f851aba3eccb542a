"""Validations that ``python3 dev.py validate`` runs."""
