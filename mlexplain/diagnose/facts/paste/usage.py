"""The options that argparse's usage lines show, and which of them a refused one stands for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_CLOSE = 0.72


def _whole(value: str) -> str | None:
    """The 1000 of `1e3`, the 3 of `3.0`."""
    try:
        number = float(value.strip("'\""))
    except ValueError:
        return None
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    refused = _OPTION.search(facts.get("unknown") or "")
    usage = (facts.get("log") or "").partition("usage: ")[2]
    known = list(dict.fromkeys(_OPTION.findall(usage)))
    whole = _whole(str(facts.get("value") or ""))
    decimal = re.fullmatch(r"['\"]?(-?\d+)[,.](\d+)[;,]?['\"]?", str(facts.get("value") or ""))
    meant = {"whole_value": whole, "decimal_value": ".".join(decimal.groups()) if decimal else None}
    if refused is None:
        return meant
    return {**meant, "refused": refused[0], "near_option": _near(refused[0], known)}


def _near(refused: str, known: list[str]) -> str | None:
    """The same word with other dashes, else the only one that shares a part, else one with few
    other letters."""
    plain = {_plain(option): option for option in known if option != refused}
    word = _plain(refused)
    if word in plain:
        return plain[word]
    words = {part for part in word.split("_") if len(part) > 2}
    shared = [option for p, option in plain.items() if words & set(p.split("_"))]
    if len(shared) == 1:
        return shared[0]
    near = difflib.get_close_matches(word, plain, 1, _CLOSE)
    return plain[near[0]] if near else None


def _plain(option: str) -> str:
    return option.strip("-").replace("-", "_").lower()
