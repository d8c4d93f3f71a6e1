"""A noun phrase about a table as a verb phrase."""

from __future__ import annotations

_LEADS = (
    ("the rows of", "keeps"),
    ("the values of", "keeps"),
    ("the number of", "counts"),
    ("how often", "counts"),
    ("whether", "tells"),
    ("the distinct", "lists"),
    ("a mark", "makes"),
    ("the mean of", "averages"),
    ("the sum of", "adds up"),
)
_TAKEN = ("the column", "the single", "the row", "the first", "the last", "all columns")


def led(noun: str) -> str:
    """A noun phrase about a table as a verb phrase: "computes the median of …"."""
    several = " and the " in noun or noun.count(", the ") > 1
    for start, verb in _LEADS:
        if noun.startswith(start) and not several:
            drops = verb in ("averages", "adds up")
            return f"{verb}{noun.removeprefix(start)}" if drops else f"{verb} {noun}"
    if noun.startswith("the ") and " rows " in noun[:24]:
        return f"takes {noun}"
    if noun.startswith("for each") and "the row with" in noun:
        return f"takes {noun}"
    return f"{'takes' if noun.startswith(_TAKEN) else 'computes'} {noun}"
