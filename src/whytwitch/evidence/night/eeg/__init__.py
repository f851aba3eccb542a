"""EEG around the movements: windows to look at, a jerk-locked average, and what is flagged for an expert.

Nothing here names a disease. A flag says that a published detector marked something, and where; many marks are sleep
itself, muscle or heart. ``docs/night/eeg.md`` tells what was measured on made-up signals.
"""
