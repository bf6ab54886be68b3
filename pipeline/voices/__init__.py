"""Say whose words a passage is: what is attributed, to whom, and how far the cue vouches for it."""

from .quotations import voices

__all__ = ["voices"]
