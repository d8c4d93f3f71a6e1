"""In which encoding the text beside the program is written that cannot be read as the log says."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import enclosing, spot
from mlexplain.diagnose.facts.code.rewritten import (
    Edit,
    exchanged,
    only,
    programs,
    told,
    with_argument,
)
from mlexplain.diagnose.facts.datafiles.disk import named
from mlexplain.diagnose.facts.scene import Scene

_KINDS = (
    ".txt",
    ".csv",
    ".tsv",
    ".json",
    ".jsonl",
    ".md",
    ".yaml",
    ".yml",
    ".xml",
    ".html",
    ".log",
)
_MOST = 400_000


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`text_file`, `text_encoding`; `opened_line`, `opened_mended`: the line that opens it."""
    wrong, byte = facts.get("encoding"), facts.get("byte")
    if not wrong or not byte:
        return {}
    for name, path in named(scene, _KINDS).items():
        try:
            with path.open("rb") as file:
                data = file.read(_MOST)
            data.decode(wrong)
        except UnicodeDecodeError as error:
            same = data[error.start] == int(byte, 16)
            if same and (other := _encoding(data)) and other != wrong:
                found = {"text_file": name, "text_encoding": other}
                return found | told("opened", _opened(scene, other))
        except (OSError, LookupError):
            continue
    return {}


_READERS = re.compile(
    r"(?:.*\.)?(?:open|read_text|read_csv|read_table|read_json|loadtxt|genfromtxt)"
)


def _opened(scene: Scene, encoding: str) -> Edit | None:
    """The one line that opens a text, of the failing function or of the whole program."""
    here = spot(scene)
    calls = [
        (whole, node)
        for whole in programs(scene)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Call)
        and _READERS.fullmatch(ast.unparse(node.func))
        and not any(getattr(a, "value", None) in ("w", "wb", "rb", "a") for a in node.args)
    ]
    function = enclosing(here.program.tree, here.line) if here else None
    inside = {id(n) for n in ast.walk(function)} if function else set()
    one = only([(w, c) for w, c in calls if id(c) in inside]) or only(calls)
    if one is None:
        return None
    for keyword in one[1].keywords:
        if keyword.arg == "encoding":
            return exchanged(one[0], keyword.value, f'"{encoding}"')
    return with_argument(one[0], one[1], f'encoding="{encoding}"')


def _encoding(data: bytes) -> str | None:
    """What the marks at its head, its bytes and the letters that they make tell."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _western(text):
            return encoding
    return None


def _western(text: str) -> bool:
    """Whether the letters beyond ASCII stand one by one in words, as in French or German."""
    beyond = re.findall(r"[^\x00-\x7f]+", text)
    single = [run for run in beyond if len(run) == 1]
    return len(single) > 0.8 * len(beyond) and all(
        ord(c) > 0x9F or c in "€’‘“”–—…œŒ•" for c in text if c > "\x7f"
    )
