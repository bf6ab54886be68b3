"""Say whose words a passage is: what is attributed, to whom, and how far the cue vouches for it.

`attributed` is the step that scoring chains; `voices` does the same for one document, with a model of its own.
"""

from .attributed import attributed
from .heard import Speech
from .quotations import Quotation, quotations
from .reading import voices
from .scare import scare_quotes
from .spoken import Spoken

__all__ = ["Quotation", "Speech", "Spoken", "attributed", "quotations", "scare_quotes", "voices"]
