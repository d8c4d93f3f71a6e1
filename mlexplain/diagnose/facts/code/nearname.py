"""What an unknown name was meant to be: a near name that the paste holds, or a common word of
training programs in which two letters are exchanged, one is doubled or one is missing."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import program
from mlexplain.diagnose.facts.code.source import parse_line, texts
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_CLOSE = 0.86
"""Of difflib's ratio: `x_train` and `x_test` are two names, `valid_scores` and `valid_scorres` one."""
_LEAST = 4
_WORDS = """
    train valid validation loader dataset dataloader model network criterion optimizer scheduler
    tokenizer encoder decoder embedding embeddings classifier predictions prediction outputs inputs
    targets labels features scores losses accuracy history results metrics batch device epochs
    images sentences samples weights logits learning config checkpoint threshold vocabulary
"""
_COMMON = frozenset(_WORDS.split())


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`near_name`, `line_near_name`: the name that is meant, and the user's line with it."""
    asked, code = facts.get("undefined"), facts.get("call_line")
    if not isinstance(asked, str) or len(asked) < _LEAST or not code or facts.get("suggested"):
        return {}
    if _assigned(scene, asked):
        return {}
    known = {n for n in _known(scene) if n != asked and n not in dir(builtins) and len(n) >= _LEAST}
    slip = _corrected(asked)
    near = slip if slip in known else next(iter(_alike(asked, known)), slip)
    whole = re.compile(rf"(?<![\w.]){re.escape(asked)}\b")
    if not near or not whole.search(code):
        return {}
    return {"near_name": near, "line_near_name": whole.sub(lambda _: near, code.strip())}


def _assigned(scene: Scene, asked: str) -> bool:
    """Whether some line of the paste or the program sets the name: then its spelling is meant."""
    name = re.escape(asked)
    sets = re.compile(
        rf"(?m)^[^#=(\n]*\b{name}\b[^=(\n]*=(?!=)|\b(?:def|class|as|for|import) {name}\b"
    )
    whole = program(scene, user_frame(scene.failure))
    shown = [line for f in scene.failure.frames for _, line in f.context or ()]
    return any(sets.search(text) for text in ([whole.text] if whole else [*texts(scene), *shown]))


def _alike(asked: str, known: set[str]) -> Iterator[str]:
    for name in difflib.get_close_matches(asked, sorted(known), 3, _CLOSE):
        if re.sub(r"\D", "", name) == re.sub(r"\D", "", asked) and not _plural(name, asked):
            yield name


def _plural(one: str, other: str) -> bool:
    """Whether `loss` and `losses` may both be meant."""
    short, long = sorted((one, other), key=len)
    return long in (f"{short}s", f"{short}es")


def _known(scene: Scene) -> Iterator[str]:
    """What the paste's code, or the program where it can be read, assigns or uses."""
    frame = user_frame(scene.failure)
    whole = program(scene, frame)
    for tree in [whole.tree] if whole else []:
        yield from _names(tree)
    if whole is None:
        for text in texts(scene):
            yield from re.findall(r"(?<![\w.'\"])([A-Za-z_]\w+)\b(?!['\"])", text)
        for part in scene.failure.frames:
            lines = [line for _, line in part.context or ()] or [part.code or ""]
            for line in lines if part.mine else ():
                statement = parse_line(line)
                yield from _names(statement) if statement is not None else ()


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]


def _corrected(asked: str) -> str | None:
    """`train_loader` for `trian_loader`; None where every part may be a word."""
    parts = asked.split("_")
    meant = [part if part.lower() in _COMMON else _word(part) or part for part in parts]
    return "_".join(meant) if meant != parts else None


def _word(part: str) -> str | None:
    found = {word for word in _COMMON if _slip(part, word)}
    return found.pop() if len(found) == 1 else None


def _slip(part: str, word: str) -> bool:
    """Whether `part` is `word` with two letters exchanged, one doubled or one missing inside."""
    if len(part) == len(word):
        other = [n for n, (a, b) in enumerate(zip(part, word, strict=True)) if a != b]
        pair = len(other) == 2 and other[1] == other[0] + 1
        return pair and part[other[0]] == word[other[1]] and part[other[1]] == word[other[0]]
    if len(part) == len(word) + 1:
        return any(
            part[n] == part[n - 1] and part[:n] + part[n + 1 :] == word for n in range(1, len(part))
        )
    if len(part) == len(word) - 1 and len(part) >= _LEAST:
        return any(word[:n] + word[n + 1 :] == part for n in range(1, len(word) - 1))
    return False
