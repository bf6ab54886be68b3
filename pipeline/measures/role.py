"""Role: whether a sentence shows the named one as protagonist, antagonist or innocent (who is harmed).

Three independent probabilities, after the characters of the narrative policy framework as labelled by
Frermann and others (ACL 2023): hero, villain, victim.
"""

from collections.abc import Sequence

from ..encoded import Encoded
from ..types import Span
from .head import Floats, Head, sigmoid
from .stance import beside_sentence


def roles(head: Head, sents: Sequence[Encoded], targets: Sequence[Span]) -> Floats:
    """Return (n, 3) independent probabilities, in the order of ROLES: one row for each sentence and its target."""
    return sigmoid(head.logits(beside_sentence(sents, targets, width=head.features // 2)))
