"""Recordings of nights: upload and what was found."""
