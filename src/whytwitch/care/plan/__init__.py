"""The plan: whom to see and by when, what to do tonight, what to leave, when to come back.

The room holds no medical sentence of its own: advice, gates, steps and warnings stand in the knowledge base. What it
knows is the order of things: an emergency leaves room for nothing else, and a gate that is not known to be safe stays
shut.
"""

from whytwitch.care.plan.make import make_plan

__all__ = ["make_plan"]
