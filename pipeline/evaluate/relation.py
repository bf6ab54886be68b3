"""Relations on `directed`: five classes of a pair, on sentences that nothing was fitted on.

The five are composed from the two directions' probabilities: neither way, p for q, q for p, p against q,
q against p.
"""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score

from ..encoder import Model
from ..train.calibrate import calibrates
from ..train.corpora import directed
from ..train.corpora.stance import DIRECTED
from ..types import STANCES
from .metrics import Array, interval, macro_f1

_CLASSES = {pair: int(code) for code, pair in DIRECTED.items()}


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return macro-F1 and accuracy over the five classes."""
    pairs = [ex for ex in directed(folder) if ex.held and not calibrates(ex)]
    gold = np.array([_CLASSES[ex.relations[0][2], ex.relations[1][2]] for ex in pairs])
    said = five_classes(*(_chances(model, pairs, way) for way in (0, 1)))
    groups = [ex.group for ex in pairs]
    row = {"benchmark": "relation", "set": "directed, a tenth kept out by sentence", "n": len(gold)}
    most = np.full_like(gold, np.bincount(gold).argmax())
    rows = []
    for metric, score, goal in (("macro-F1 of five classes", macro_f1, 0.7), ("accuracy", _accuracy, None)):
        low, high = interval(score, gold, said, groups)
        found = {"metric": metric, "score": score(gold, said), "low": low, "high": high, "goal": goal}
        rows.append({**row, **found, "floor": score(gold, most)})
    return rows


def five_classes(forth: np.ndarray, back: np.ndarray) -> Array:
    """Return (n,) of directed's codes from (n, 3) probabilities of p toward q and of q toward p."""
    against, neither, for_ = (STANCES.index(name) for name in ("against", "neither", "for"))
    chances = np.stack(
        [
            forth[:, neither] * back[:, neither],
            forth[:, for_] * back[:, neither],
            forth[:, neither] * back[:, for_],
            forth[:, against] * back[:, neither],
            forth[:, neither] * back[:, against],
        ],
        axis=1,
    )
    codes: Array = chances.argmax(axis=1)
    return codes


def _chances(model: Model, pairs: list[Any], way: int) -> np.ndarray:
    asked = [ex.relations[way] for ex in pairs]
    return model.relations([ex.text for ex in pairs], [h for h, *_ in asked], [t for _, t, _ in asked])


def _accuracy(gold: Array, said: Array) -> float:
    return float(accuracy_score(gold, said))
