"""How groups of articles tell violent and accusing acts: in which form, who does them, and to whom.

Tables in, tables out. These are counts of these articles, with n, and signals for a closer look, no verdicts: all
news leaves out doers that nobody knows, that were named a sentence before, or that go without saying.
"""

import pandas as pd

from .spans import grouped

FORMS = ("active", "passive", "agentless", "nominal")
KINDS = ("violent", "accusing")

_COUNTS = dict.fromkeys([*FORMS, "acts", "without_doer"], "int64")
_AGENCY = dict.fromkeys(["group", "kind", "part"], "str") | _COUNTS | {"share": "float64"}
_DOERS = dict.fromkeys(["group", "kind", "part", "doer", "target"], "str") | _COUNTS


def act_spans(acts: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return the acts of these articles, each with its `group` and its `part`: "headline", or "text" below it."""
    table = grouped(acts, articles, by)
    part = table["section"].where(table["section"] == "headline", "text").astype("str")
    return table.assign(part=part).reset_index(drop=True)


def agency(acts: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row a group, kind and part: its acts by form, and in how many no doer is told.

    `part` is "headline", "text" or "all"; every group, kind and part has its row. `share` is `without_doer` in
    `acts`, NaN of none.
    """
    table = act_spans(acts, articles, by=by)
    groups = sorted(set(grouped(articles, articles, by)["group"]))
    rows = []
    for group in groups:
        for kind in KINDS:
            told = table[(table["group"] == group) & (table["kind"] == kind)]
            for part in ("headline", "text", "all"):
                counts = _counted(told if part == "all" else told[told["part"] == part])
                share = counts["without_doer"] / counts["acts"] if counts["acts"] else float("nan")
                rows.append({"group": group, "kind": kind, "part": part, **counts, "share": share})
    return pd.DataFrame(rows, columns=list(_AGENCY)).astype(_AGENCY)


def doers(acts: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row a group, kind, part, doer and target, most acts first; "" stands for one who is not told."""
    table = act_spans(acts, articles, by=by)
    table = table.assign(**{role: table[role].fillna("") for role in ("doer", "target")})
    keys = ["group", "kind", "part", "doer", "target"]
    counts = {form: table["form"] == form for form in FORMS} | {"acts": True, "without_doer": table["doer"] == ""}
    found = table[keys].assign(**counts).groupby(keys).sum().reset_index().astype(_DOERS)[list(_DOERS)]
    order = ["group", "kind", "acts", "doer", "target", "part"]
    return found.sort_values(order, ascending=[True, True, False, True, True, True], ignore_index=True)


def _counted(acts: pd.DataFrame) -> dict[str, int]:
    by_form = {form: int((acts["form"] == form).sum()) for form in FORMS}
    return {**by_form, "acts": len(acts), "without_doer": int(acts["doer"].isna().sum())}
