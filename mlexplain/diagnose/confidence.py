"""How sure a match is: the share of right claims that its kind of evidence has on the examples.

`rules/confidence.toml` holds, for each class of evidence, how many claims the whole book makes on
all examples and near misses by it and how many are right; `python -m mlexplain.diagnose.calibrate`
counts anew. The estimate is Laplace's (right + 1) / (claims + 2), so that few cases promise little.
"""

from __future__ import annotations

from functools import lru_cache

from mlexplain.diagnose.match import Match
from mlexplain.resources import rules_dir

UNKNOWN = 0.5
"""Of a class of evidence that no example has shown yet."""
_SUREST = 0.99
"""What rounds to certainty is none."""


def evidence_class(match: Match) -> str:
    """`message`, `message-class`, `message-other-class`, `raise`, … : what the match rests on."""
    if match.class_agrees is None:
        return match.evidence
    return f"{match.evidence}-{'class' if match.class_agrees else 'other-class'}"


@lru_cache(maxsize=1)
def _counts() -> dict[str, dict[str, int]]:
    from mlexplain.toml import tomllib

    path = rules_dir() / "confidence.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def confidence(match: Match, complete: bool) -> float:
    """Above 0 and below 1. A paste that is cut may hide a better explanation: a tenth less."""
    counts = _counts().get(evidence_class(match))
    sure = (counts["right"] + 1) / (counts["claims"] + 2) if counts else UNKNOWN
    return min(round(sure if complete else sure * 0.9, 2), _SUREST)
