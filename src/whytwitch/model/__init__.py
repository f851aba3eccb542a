"""Frozen types that every room shares. They hold and check; they decide nothing."""
