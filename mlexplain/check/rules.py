"""The kinds of findings, read from the pages under `rules/check/`."""

from __future__ import annotations

import re
from functools import lru_cache

from mlexplain.resources import rules_dir

_FIELD = re.compile(r'^(code|title) = "(.*)"$', re.M)


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Kind → code."""
    found = {}
    for path in sorted((rules_dir() / "check").glob("*.md")):
        fields = dict(_FIELD.findall(path.read_text(encoding="utf-8")[:600]))
        if "code" in fields:
            found[path.stem] = fields["code"]
    return found


def matches(selector: str, kind: str) -> bool:
    """Whether `selector`, a kind, a code or the beginning of a code, names `kind`."""
    if selector == kind or selector.upper() == "ALL":
        return True
    code = codes().get(kind, "")
    return selector[:3].upper() == "MLX" and code.startswith(selector.upper())


def known(selector: str) -> bool:
    return any(matches(selector, kind) for kind in codes())
