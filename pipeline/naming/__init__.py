"""What a text calls people and bodies where it does not name them: "the attackers", "Iran-backed militias".

Names are found by `pipeline.entities`. Which phrases of several outlets stand for the same people is for people to say.
"""

from .find import Description, descriptions

__all__ = ["Description", "descriptions"]
