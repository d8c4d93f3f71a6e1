"""What the user's line looks up, divides by, compares and goes through."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_POSITIONS = re.compile(
    r"(?i)(?<![a-z])(?:idx|idxs|ind|inds|index|indexes|indices|order|perm|ids?|pos|positions?|top"
    r"|labels?|classes|targets?|neighbou?rs?|nearest|argsort|argmax|randperm)(?![a-z])"
)


def _marked(nodes: list[Any], marked: str | None) -> Any:
    """The node that the carets mark, else the first of them."""
    return (with_carets(nodes, marked) or nodes or [None])[0]


def _source(holder: ast.expr) -> str | None:
    """The text that `text.split(",")` and `re.findall(pattern, text)` take apart."""
    if not isinstance(holder, ast.Call) or not isinstance(holder.func, ast.Attribute):
        return None
    if holder.func.attr in ("split", "rsplit", "splitlines"):
        return ast.unparse(holder.func.value)
    if holder.func.attr in ("findall", "glob", "listdir") and holder.args:
        return ast.unparse(holder.args[-1])
    return None


def _slice_name(part: ast.expr) -> str | None:
    """The `n` of `x[:n]` and `x[n:]`, where one end alone is a variable."""
    ends = (part.lower, part.upper) if isinstance(part, ast.Slice) else ()
    names = [end.id for end in ends if isinstance(end, ast.Name)]
    return names[0] if len(names) == 1 else None


def _ahead(part: ast.expr) -> str | None:
    """The `k` of `x[i + k]`."""
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
        return ast.unparse(part.right)
    return None


def _enumerated(loop: ast.For | ast.comprehension) -> str | None:
    """Of `for i, x, y in enumerate(loader)` the `i, (x, y)` that it should be."""
    called = ast.unparse(loop.iter.func) if isinstance(loop.iter, ast.Call) else ""
    names = loop.target.elts if isinstance(loop.target, ast.Tuple) else []
    if called != "enumerate" or len(names) < 3:
        return None
    return f"{ast.unparse(names[0])}, ({', '.join(map(ast.unparse, names[1:]))})"


def _loop_source(over: ast.expr) -> str:
    """The `loader` of `for i, (x, y) in enumerate(tqdm(loader)):`."""
    while isinstance(over, ast.Call) and over.args:
        if ast.unparse(over.func) not in ("enumerate", "tqdm", "tqdm.tqdm", "iter", "reversed"):
            break
        over = over.args[0]
    return ast.unparse(over)


def _with_unknown(code: str, lookup: ast.Subscript) -> str | None:
    """`[vocab[w] for w in words]` with the number of `<unk>` for a word that is not there."""
    holder, key = ast.unparse(lookup.value), ast.unparse(lookup.slice)
    plain = f"{holder}[{key}]"
    known = f'{holder}.get({key}, {holder}["<unk>"])'
    return code.strip().replace(plain, known) if code.count(plain) == 1 else None


def _index(key: ast.expr) -> dict[str, Any]:
    """An index of one part: `key_grouped`, so that `.long()` can follow; whether its name says
    that it holds positions."""
    if isinstance(key, (ast.Tuple, ast.Slice, ast.Constant)):
        return {}
    text = ast.unparse(key)
    loose = isinstance(key, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp))
    return {
        "key_grouped": f"({text})" if loose else text,
        "key_numbers": True if _POSITIONS.search(text) else None,
    }


def _of_dimension(key: ast.expr, dimension: Any) -> ast.expr | None:
    """The part of an index that chooses along one dimension: the `y` of `x[rows, y]` along 1."""
    parts = key.elts if isinstance(key, ast.Tuple) else [key]
    plain = not any(isinstance(p, (ast.Starred, ast.Constant)) and _makes_axis(p) for p in parts)
    if not plain or not isinstance(dimension, int) or not 0 <= dimension < len(parts):
        return None
    part = parts[dimension]
    named = isinstance(part, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
    return part if named and not isinstance(part, ast.Slice) else None


def _makes_axis(part: ast.expr) -> bool:
    """Whether places behind `*rest`, `None` and `...` are no dimensions by their number."""
    return not isinstance(part, ast.Constant) or part.value in (None, ...)


def _is_name(key: ast.expr) -> bool:
    """Whether it is a text, which is no position."""
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def _of_key(asked: list[ast.Subscript], message: str) -> list[ast.Subscript]:
    """The lookups that write out the key which is missing."""
    told = message.strip().rpartition("KeyError: ")[2].strip("\"'")
    return [n for n in asked if _is_name(n.slice) and n.slice.value == told]  # type: ignore[attr-defined]


def _cell(lookup: ast.Subscript) -> dict[str, str]:
    """The row and the column of `df.loc[row, "column"]`."""
    parts = lookup.slice.elts if isinstance(lookup.slice, ast.Tuple) else []
    if len(parts) != 2 or not isinstance(parts[1], ast.Constant):
        return {}
    return {"cell_row": ast.unparse(parts[0]), "cell_column": ast.unparse(parts[1])}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frame = user_frame(scene.failure)
    node = parse_line(frame.code) if frame and frame.code else None
    if frame is None or node is None:
        return {}
    nodes = list(ast.walk(node))
    found: dict[str, Any] = {}
    asked = sorted((n for n in nodes if isinstance(n, ast.Subscript)), key=lambda n: n.col_offset)
    if "IndexError" in (scene.failure.exception or ""):
        asked = [n for n in asked if not _is_name(n.slice)]
    if "KeyError" in (scene.failure.exception or ""):
        asked = _of_key(asked, scene.failure.message) or asked
    lookup = _marked(asked, frame.marked)
    lookups = {ast.unparse(n) for n in asked}
    if lookup is not None:
        found["more_lookups"] = len(lookups) > 1 and not frame.marked
        holder = ast.unparse(lookup.value)
        found |= {
            "holder_of_key": holder,
            "key_asked": ast.unparse(lookup)[len(holder) + 1 : -1],
        }
        found |= _index(lookup.slice)
        part = _of_dimension(lookup.slice, facts.get("dimension"))
        whole = isinstance(lookup.slice, ast.Constant) and isinstance(lookup.slice.value, int)
        found["key_constant"] = lookup.slice.value if whole else None
        found["key_part"] = ast.unparse(part) if part is not None else None
        found["reach_ahead"] = _ahead(lookup.slice)
        found["taken_apart"] = _source(lookup.value)
        found["slice_name"] = _slice_name(lookup.slice)
        found |= _cell(lookup)
        found["line_with_unknown"] = _with_unknown(frame.code or "", lookup)
        found["table_asked"] = re.sub(r"\.i?(?:loc|at)$", "", found["holder_of_key"])
    kinds = (ast.Div, ast.FloorDiv, ast.Mod)
    quotient = _marked(
        [n for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, kinds)], frame.marked
    )
    if quotient is not None:
        found["divisor"] = ast.unparse(quotient.right)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, kinds):
        found["divisor"] = ast.unparse(node.value)
    loop = next((n for n in nodes if isinstance(n, (ast.For, ast.comprehension))), None)
    if loop is not None:
        found["gone_through"] = ast.unparse(loop.iter)
        found["loop_source"] = _loop_source(loop.iter)
        found["enumerated"] = _enumerated(loop)
        target = ast.unparse(loop.target)
        found["loop_target"] = target[1:-1] if target.startswith("(") else target
    test = _marked([n for n in nodes if isinstance(n, ast.Compare)], frame.marked)
    if test is not None:
        found |= {
            "compared": ast.unparse(test.left),
            "compared_with": ast.unparse(test.comparators[0]),
        }
    return found
