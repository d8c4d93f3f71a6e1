"""Of the choices that a message lists, the one that a misspelt word is nearly."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_CLOSE = 0.6
_GIVEN = ("choice", "task", "split_given", "config_given", "column_given")
"""Slots that hold what was given in place of one of the choices."""
_WORD = re.compile(r"([\"'`])([^\"'`\n]{1,80})\1")


def _listed(choices: Any) -> list[str]:
    """The words of a list, or of its text: quoted ones, else those between commas."""
    if isinstance(choices, (list, tuple)):
        return [str(c) for c in choices]
    text = str(choices or "")
    return [m[1] for m in _WORD.findall(text)] or [
        w.strip(" []{}().") for w in text.split(",") if w.strip(" []{}().")
    ]


def _nearest(given: str, choices: list[str]) -> str | None:
    folded = {re.sub(r"[^a-z0-9]", "", c.lower()): c for c in reversed(choices)}
    plain = re.sub(r"[^a-z0-9]", "", given.lower())
    if plain in folded:
        return folded[plain]
    begins = [c for key, c in folded.items() if key.startswith(plain) and len(plain) > 2]
    if len(begins) == 1:
        return begins[0]
    near = difflib.get_close_matches(plain, folded, 1, _CLOSE)
    return folded[near[0]] if near else None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`near_choice` of what the message says was given and what there is, and the user's line with it."""
    given = next((str(facts[name]) for name in _GIVEN if facts.get(name)), "").strip("[]\"'")
    code = facts.get("call_line") or ""
    told = facts.get("choices") or facts.get("splits") or facts.get("columns")
    choices = _listed(told or facts.get("message"))
    near = _nearest(given, [c for c in choices if c != given]) if given else None
    if not near or near == given:
        return {}
    found: dict[str, Any] = {"near_choice": near}
    quoted = re.compile(r"([\"'])" + re.escape(given) + r"\1")
    if len(quoted.findall(code)) == 1:
        found["line_chosen"] = quoted.sub(lambda m: f"{m[1]}{near}{m[1]}", code.strip())
    return found
