"""Small things that the bundled model gets wrong in sentences that are right otherwise."""

from __future__ import annotations

import re

_LINK = re.compile(r"\b(?:Then|Next,|Finally,) (?!it\b)([a-z])")
_FIRST_LINK = re.compile(r"^(?:Then|Next,|Finally,) (?:it (?!is\b|was\b|has\b|does\b))?")
_NO_DOER = re.compile(
    r"((?:^|[.:] )(?:To get (?:<\d+>|`[^`]*`)(?:, the [a-z -]+)?, "
    r"(?!(?:as|entries|its|numbers|this|values)\b)"
    r"|To (?:get|keep|avoid|make|let|save) "
    r"(?:(?!\b(?:it|this|the code|that|which|what) [a-z]+s\b)[^.:])*?, (?="
    r"(?:passes|clips|takes|runs|makes|finds|gives|turns|sends|feeds|calls|moves|puts|lets|adds)\b)))"
    r"([a-z]+s\b)"
)
"""`To get x, passes y through z`: nobody does it."""
_AFTER_CLAUSE = re.compile(
    r"(, (?:which|whose|where|nested where|storing|or) [^.;:]*[^.;:,]) and (?=keeps the result as )"
)
"""`Makes a ReLU, which sets negative values to zero and keeps the result as y`: the ReLU keeps none."""
_BEGINNING = re.compile(r"(?<=[\w)>`][\w)>`]\. )[a-z]")


def polished(text: str) -> str:
    """Without "then" where nothing stands before, or no deed follows: a reason stands beside what it is
    for, not after it. What is done "to get" something is done by "it". A clause is closed before what is
    done next. Sentences begin with a capital."""
    plain = _LINK.sub(lambda link: link[1].upper(), _FIRST_LINK.sub("", text))
    plain = _NO_DOER.sub(r"\1it \2", plain)
    plain = _AFTER_CLAUSE.sub(r"\1, and ", plain)
    return _BEGINNING.sub(lambda letter: letter[0].upper(), plain[:1].upper() + plain[1:])
