"""Say whose words a passage is: what is attributed, to whom, and how far the cue vouches for it.

`attributed` is the step that scoring chains; `voices` does the same for one document, with a model of its own.
"""

from .attributed import Speech, attributed
from .reading import voices

__all__ = ["Speech", "attributed", "voices"]
