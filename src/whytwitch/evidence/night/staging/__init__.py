"""Sleep stages when no scorer gave any: yasa in a process of its own, behind a signal-quality gate.

The public face is :func:`whytwitch.evidence.night.staging.automatic.with_stages`.
"""
