"""Thousands of nights: found in a folder, scored once each on Dask, written as four Parquet tables.

``run.score_folder(Plan(folder, out))`` is the whole way; ``analysis`` reads the tables that it wrote.
"""
