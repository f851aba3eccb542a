"""What is kept: Django models and migrations, uploaded files, and the case built from them.

Answers are appended, never overwritten; every table with personal data carries the person's id.
"""
