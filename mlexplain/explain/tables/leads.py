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
_TAKEN = (
    *("what ", "the column", "the single", "the row", "the first", "the last", "all columns"),
    *("each date ", "each time "),
)

_ONE_TRUTH = ("whether any value", "whether all values")
"""What is true or false of a column as a whole."""


def led(noun: str) -> str:
    """A noun phrase about a table as a verb phrase: "computes the median of …"."""
    if noun.startswith("whether ") and not noun.endswith((" in any row", " in every row")):
        if not noun.startswith(_ONE_TRUTH) and not noun.endswith(" has no rows"):
            return f"marks in which rows {noun.removeprefix('whether ')}"
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
