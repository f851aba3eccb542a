"""What a viewer of a night needs: channels, events, and windows of signal at any zoom."""

from whytwitch.evidence.night.view.events import marks_of
from whytwitch.evidence.night.view.windows import NightView, Window

__all__ = ["NightView", "Window", "marks_of"]
