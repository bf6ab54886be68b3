"""Find violent and accusing acts: who is made the doer, who the one acted on, and in which form."""

from .find import acts

__all__ = ["acts"]
