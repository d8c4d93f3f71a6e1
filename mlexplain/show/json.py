"""Results as JSON: what scripts and editors read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from mlexplain.report import CheckReport, Explanation
from mlexplain.show.logs import Diagnosed

# JSON itself escapes the controls below U+0020; these others would still reach a terminal raw.
_RAW = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def trace(logs: Sequence[Diagnosed]) -> str:
    """One object; where several logs were read, each entry names its own under `log`."""
    if len(logs) == 1:
        return dump(logs[0].report.to_dict())
    merged: dict[str, Any] = {}
    for log in logs:
        for key, value in log.report.to_dict().items():
            if isinstance(value, list):
                entries = [{"log": log.name, **entry} for entry in value]
                merged.setdefault(key, []).extend(entries)
            else:
                merged[key] = value
    return dump(merged)


def check(report: CheckReport) -> str:
    return dump(report.to_dict())


def explain(explanations: Sequence[Explanation]) -> str:
    """One object for one explanation, a list of them for several."""
    if len(explanations) == 1:
        return dump(explanations[0].to_dict())
    return dump([explanation.to_dict() for explanation in explanations])


def dump(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
