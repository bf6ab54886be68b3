"""Group articles into events, the same happening told within days of each other, and name them.

`grouping.py` is the whole of it: near-duplicates are folded (`folding.py`), pairs are found and described
(`features.py`), weighed (`weights.py`) and clustered (`clusters.py`). Works on one language at a time: a translation
shares few words with its original. Who edits events by hand is the library's business.
"""

from .grouping import group_events
from .naming import event_name, event_names, label_event

__all__ = ["event_name", "event_names", "group_events", "label_event"]
