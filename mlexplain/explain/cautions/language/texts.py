"""Texts taken for numbers, for bytes, or for patterns that they are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NUMERIC = frozenset(
    [
        "score",
        "price",
        "age",
        "value",
        "number",
        "num",
        "temp",
        "temperature",
        "amount",
        "grade",
        "mark",
        "count",
        "year",
        "height",
        "weight",
        "salary",
        "cost",
        "loss",
        "acc",
    ]
)
_SUFFIX = re.compile(
    r"(?<![\\\[])\.(?=(?:png|jpe?g|gif|txt|csv|tsv|json|xml|html?|pdf|zip|gz|py|md|log|com|org|net)\b)"
)
_MATCHES = ("match", "search", "fullmatch", "findall", "compile", "sub", "finditer", "split")
_BYTES = (
    "numpy.frombuffer",
    "struct.unpack",
    "struct.unpack_from",
    "hashlib.md5",
    "zlib.decompress",
)
_BINARY = (".bin", ".png", ".jpg", ".jpeg", ".pkl", ".pickle", ".npy", ".wav", ".zip", ".gz")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare):
            yield from _compared(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _pattern(node, snippet)
            yield from _ordered(node, snippet)
            yield from _read_as_text(node, snippet)


def _is_input(node: ast.expr, snippet: Snippet) -> bool:
    """What the user types: a text, whatever it looks like."""
    if isinstance(node, ast.Name):
        bounds = snippet.flow.bindings(node.id, node)
        return bool(bounds) and all(
            b.how == "set" and b.value is not None and _typed(b.value) for b in bounds
        )
    return _typed(node)


def _typed(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and method(node) == "strip":
        node = receiver(node) or node
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("input", "raw_input", "os.getenv", "os.environ.get")
    return isinstance(node, ast.Subscript) and dotted(node.value) in ("sys.argv", "os.environ")


def _is_number(node: ast.expr, snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    if isinstance(value, ast.Constant):
        return type(value.value) in (int, float)
    if number(value) is not None:
        return True
    called = snippet.called(value) or (dotted(value.func) if isinstance(value, ast.Call) else "")
    return called in ("random.randint", "random.randrange", "len", "int", "float", "random.random")


def _compared(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`guess = input()`, and then `guess == 7`."""
    sides = [node.left, *node.comparators]
    if isinstance(node.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot) or len(sides) != 2:
        return
    for one, other in (sides, sides[::-1]):
        if _is_input(one, snippet) and _is_number(other, snippet):
            yield Seen("text-against-number", node.lineno, {"text": f"`{ast.unparse(one)}`"})
            return


def _pattern(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`re.match("\\\\w+.png", name)`: the dot stands for any character."""
    if method(node) not in _MATCHES or dotted(receiver(node) or node) not in ("re", "regex"):
        return
    given = node.args[0] if node.args else None
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        found = _SUFFIX.search(given.value)
        if found:
            end = given.value[found.start() :].rstrip("$")
            yield Seen("dot-not-escaped", node.lineno, {"end": f"`{end[:12]}`"})


def _ordered(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`max(scores)` of what was cut out of lines and never made numbers."""
    if dotted(node.func) not in ("max", "min", "sorted") or not node.args or keyword(node, "key"):
        return
    name = node.args[0]
    made = snippet.flow.value(name)
    told = {w.removesuffix("s") for w in words(dotted(name))}
    if not isinstance(name, ast.Name) or not told & _NUMERIC or not isinstance(made, ast.ListComp):
        return
    part: ast.expr = made.elt
    if method(part) == "strip":
        part = receiver(part) or part
    if isinstance(part, ast.Subscript) and method(part.value) in ("split", "rsplit"):
        yield Seen("numbers-as-texts", node.lineno, {"name": f"`{name.id}`"})


def _read_as_text(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`open("data.bin")` read for what wants bytes."""
    if dotted(node.func) != "open" or not node.args:
        return
    mode = keyword(node, "mode") or (node.args[1] if len(node.args) > 1 else None)
    told = mode.value if isinstance(mode, ast.Constant) else "r" if mode is None else ""
    if not isinstance(told, str) or told not in ("r", "rt"):
        return
    path = snippet.flow.value(node.args[0])
    binary = isinstance(path, ast.Constant) and str(path.value).lower().endswith(_BINARY)
    reads = _reads(node, snippet)
    for call in snippet.calls:
        given = [snippet.flow.value(a) for a in call.args]
        loads = snippet.called(call) in ("pickle.load", "numpy.load") and call in reads
        bytes_wanted = snippet.called(call) in _BYTES and any(g in reads for g in given)
        if loads or bytes_wanted:
            yield Seen("bytes-read-as-text", node.lineno)
            return
    if binary and mode is not None and any(method(c) == "read" for c in reads):
        yield Seen("bytes-read-as-text", node.lineno)


def _reads(node: ast.Call, snippet: Snippet) -> list[ast.Call]:
    """The calls that read from the file that is opened: `f.read()` and `pickle.load(f)`."""
    statement = snippet.flow.statement(node)
    around: ast.AST = statement
    names: set[str | None] = set()
    if isinstance(statement, ast.With):
        names = {dotted(i.optional_vars) for i in statement.items if i.optional_vars is not None}
    elif isinstance(statement, ast.Assign) and statement.value is node:
        around = snippet.flow.function(node) or snippet.tree
        names = {dotted(statement.targets[0])}
    found = []
    for call in walk(around):
        if isinstance(call, ast.Call):
            of = receiver(call) if method(call) == "read" else call.args[0] if call.args else None
            if of is node or (of is not None and dotted(of) is not None and dotted(of) in names):
                found.append(call)
    return found
