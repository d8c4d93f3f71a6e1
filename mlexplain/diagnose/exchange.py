"""One expression of the user's line exchanged for another, the rest of it kept as it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence, Set

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets

_EXCHANGE = re.compile(r"(.+?)\s+# in place of (.+)")
"""How a fix says that it is about one expression: `scores[0]    # in place of scores`."""
_REMARK = re.compile(r"\s+#.*$")
_WAYS = ("[", ".narrow(", ".to(", ".cpu(", ".float(", ".long(", ".squeeze(", ".unsqueeze(")
"""What cuts, casts, moves or reshapes a tensor for one line."""


def exchanged_line(line: str, old: ast.stmt, after: str) -> str | None:
    """The line with the one expression exchanged that the fix names, where it occurs once."""
    found = _EXCHANGE.fullmatch(after)
    if not found or not line.isascii():
        return None
    try:
        new, gone = (ast.dump(ast.parse(text, mode="eval").body) for text in found.groups())
    except (SyntaxError, ValueError):
        return None
    same = [n for n in ast.walk(old) if isinstance(n, ast.expr) and ast.dump(n) == gone]
    if len(same) != 1 or new == gone or end(same[0]) > len(line):
        return None
    return line[: same[0].col_offset] + found[1] + line[end(same[0]) :]


def marked_line(
    line: str, old: ast.stmt, new: ast.stmt, after: str, marked: str, known: Set[str]
) -> str | None:
    """The line with the piece exchanged that carets mark, where that is only a part of what the
    line computes: of `y = stack(xs)    # …` for the `torch.tensor(xs)` in `y = f(torch.tensor(xs))`
    the `y = f(stack(xs))    # …`. A fix that uses other names than the piece and `known` is about more.
    """
    value, whole = getattr(new, "value", None), getattr(old, "value", None)
    targets = [ast.unparse(t) for t in getattr(new, "targets", ())]
    own = [ast.unparse(t) for t in getattr(old, "targets", ())]
    if not isinstance(value, ast.Call) or "\n" in after.strip() or not line.isascii():
        return None
    inner = (n for n in ast.walk(old) if isinstance(n, ast.expr) and n is not whole)
    same = with_carets(inner, marked)
    if len(same) != 1 or not isinstance(same[0], ast.Call) or end(same[0]) > len(line):
        return None
    piece = same[0]
    named = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    of_piece = {n.id for n in ast.walk(piece) if isinstance(n, ast.Name)}
    alike = ast.unparse(value.func).split(".")[-1] == ast.unparse(piece.func).split(".")[-1]
    about = targets == own if targets else alike
    if not about or not named <= of_piece | known or not named & of_piece:
        return None
    if any(isinstance(n, ast.Constant) and n.value is ... for n in ast.walk(value)):
        return None
    text, remark = ast.get_source_segment(after.strip(), value), _REMARK.search(after.strip())
    changed = f"{line[: piece.col_offset]}{text}{line[end(piece) :]}"
    return changed + (remark.group() if remark else "") if text and changed != line else None


def unassigned_line(line: str, statements: Sequence[ast.stmt], after: str) -> str | None:
    """Of `self.x = self.x[:n]` above a line with `self.x` in it: the line with `self.x[:n]`.

    What belongs to an object stays as it is: cut, cast or moved only for this line. `statements`
    are those of `after`.
    """
    old = parse_line(line)
    first = statements[0] if len(statements) == 2 else None
    if old is None or not isinstance(first, ast.Assign):
        return None
    target = first.targets[0]
    if not isinstance(target, ast.Attribute) and not _picked(target):
        return None
    owned, value = ast.unparse(target), ast.unparse(first.value)
    called = {ast.unparse(n.func) for n in ast.walk(old) if isinstance(n, ast.Call)}
    if owned in called or not value.startswith(tuple(owned + way for way in _WAYS)):
        return None
    remark = _REMARK.search(after.strip().splitlines()[0])
    changed = exchanged_line(line, old, f"{value}    # in place of {owned}")
    return changed + (remark.group() if remark else "") if changed else None


def _picked(target: ast.expr) -> bool:
    """Whether it is `y[rows]`: an assignment to that would have to keep shape and type."""
    if not isinstance(target, ast.Subscript):
        return False
    return not (isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str))


def end(node: ast.expr) -> int:
    """Where an expression ends in its line."""
    return node.end_col_offset or 0
