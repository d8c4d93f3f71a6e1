"""What guards, flags and caught errors come to: what is skipped, what stays as it was, what `True` tells.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlexplain.explain import knowledge
from mlexplain.explain.read.walk import walk

At = ast.stmt | ast.ExceptHandler
Said = tuple[At, str, tuple[ast.expr, ...]]
"""A statement, the key of a sentence, and the code of its holes."""

_LEAVES = ast.Return | ast.Raise
LOOPS = ast.For | ast.AsyncFor | ast.While
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_ENDS = frozenset(["exit", "quit", "_exit", "abort", "error"])
_ASKS = frozenset(["exists", "is_file"])
_WRITES = frozenset(
    ["rename", "replace", "write_text", "write_bytes", "copy", "copy2", "copyfile", "move"]
)
_CHANGES = frozenset(["append", "add", "extend", "insert", "pop", "remove", "discard", "update"])


def guards(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with this body and these nodes."""
    yield from _skipped(nodes)
    yield from _errors(nodes)
    yield from _nothing_changed(body)
    yield from _done(body, nodes)
    yield from _last_round(nodes)
    yield from _not_overwritten(body, nodes)
    yield from _switches(nodes)


def _skipped(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if …: continue` with something behind it, and nothing done with `x`, in `for x in …`; also
    in a handler of errors."""
    for loop in nodes:
        if not isinstance(loop, ast.For | ast.AsyncFor):
            continue
        told = _entry(loop)
        for branch in loop.body[:-1] if told else ():
            for body in _bodies(branch):
                alone = all(isinstance(s, ast.Continue) or _prints(s) for s in body)
                if alone and isinstance(body[-1], ast.Continue):
                    at = branch if isinstance(branch, ast.If) else body[-1]
                    yield at, *told  # type: ignore[misc]
            plain = isinstance(branch, ast.If) and not branch.orelse
            gone = plain and isinstance(branch.body[-1], ast.Continue)  # type: ignore[attr-defined]
            if not gone and any(_acts(n) for n in walk(branch) if isinstance(n, ast.stmt)):
                break


def _bodies(branch: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(branch, ast.If) and not branch.orelse:
        return [branch.body]
    return [h.body for h in branch.handlers] if isinstance(branch, ast.Try) else []


def _entry(loop: ast.For | ast.AsyncFor) -> tuple[str, tuple[ast.expr, ...]] | None:
    """What a round is about: `x` of `for x in …` and `for i, x in enumerate(…)`, or a pair."""
    target = loop.target
    if isinstance(target, ast.Name):
        return "skipped", (target,)
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return None
    if last_name(getattr(loop.iter, "func", None)) == "enumerate":
        target = target.elts[1]
        return ("skipped", (target,)) if isinstance(target, ast.Name) else None
    return "skipped-pair", ()


def _errors(nodes: list[ast.AST]) -> Iterator[Said]:
    """When an error is raised that a handler names; and that a loop goes on in spite of it."""
    meanings: dict[str, str] = knowledge.table("sentences")["errors"]
    for node in nodes:
        if not isinstance(node, ast.Try):
            continue
        called = {last_name(n.func) for s in node.body for n in walk(s) if isinstance(n, ast.Call)}
        called |= {
            ast.unparse(n.func)
            for s in node.body
            for n in walk(s)
            if isinstance(n, ast.Call) and ast.unparse(n.func).startswith("subprocess.")
        }
        for handler in node.handlers:
            if isinstance(handler.type, ast.Tuple):
                for error in handler.type.elts:
                    met = _meant(last_name(error), called, meanings)
                    if met:
                        yield handler, met, (error,)
                continue
            name = last_name(handler.type)
            for key in (f"{name} {c}" for c in sorted(called)):
                if key in meanings:
                    yield handler, f"errors:{key}", ()
                    break
            else:
                if name in meanings:
                    yield handler, f"errors:{name}", ()
    for loop in nodes:
        if isinstance(loop, ast.While):
            for tried in (n for n in loop.body if isinstance(n, ast.Try)):
                for handler in tried.handlers:
                    if not _ends(handler.body) and not isinstance(handler.body[-1], ast.Continue):
                        yield handler, "loop-goes-on", ()
        if not isinstance(loop, ast.For | ast.AsyncFor) or not isinstance(loop.target, ast.Name):
            continue
        if last_name(getattr(loop.iter, "func", None)) == "range":
            continue
        for tried in (n for n in loop.body if isinstance(n, ast.Try)):
            for handler in tried.handlers:
                if not _ends(handler.body):
                    yield handler, "goes-on", (loop.target,)


def _meant(name: str, called: set[str], meanings: dict[str, str]) -> str | None:
    """The key of what an error means where these functions are called."""
    keys = [*(f"{name} {c}" for c in sorted(called)), name]
    return next((f"errors:{key}" for key in keys if key in meanings), None)


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Whether anything in a block may leave the loop around it."""
    return any(
        isinstance(n, _LEAVES | ast.Break)
        or (isinstance(n, ast.Call) and last_name(n.func) in _ENDS)
        for s in body
        for n in walk(s)
    )


def _nothing_changed(body: list[ast.stmt]) -> Iterator[Said]:
    """Guards at the beginning of a function that changes an object behind them."""
    guarding: list[ast.If] = []
    stored = (n for s in body for n in walk(s) if isinstance(n, ast.Name))
    local = frozenset(n.id for n in stored if isinstance(n.ctx, ast.Store))
    for place, node in enumerate(body):
        if _is_guard(node):
            guarding.append(node)  # type: ignore[arg-type]
        elif not _only_reads(node):
            rest = body[place:]
            last = guarding[-1].body[-1] if guarding else None
            told = isinstance(last, ast.Return) and isinstance(last.value, ast.Name)  # "unchanged"
            if guarding and not told and any(_changes(n, local) for s in rest for n in walk(s)):
                yield guarding[-1], "nothing-changed", ()
            return


def _is_guard(node: ast.stmt) -> bool:
    """`if …: return …`, which only prints before."""
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.body[-1], _LEAVES):
        return False
    last = node.body[-1]
    if isinstance(last, ast.Return) and any(isinstance(n, ast.Call) for n in walk(last)):
        return False
    tested = all(_harmless(n) for n in walk(node.test))
    return tested and all(_prints(n) for n in node.body[:-1])


def _prints(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and last_name(call.func) in (
        "print",
        "warning",
        "info",
        "debug",
    )


def _harmless(node: ast.AST) -> bool:
    return not isinstance(node, ast.NamedExpr | ast.Await) and (
        not isinstance(node, ast.Call)
        or last_name(node.func) in ("len", "isinstance", "get", "any", "all", "isdigit", "abs")
    )


def _only_reads(node: ast.stmt) -> bool:
    """A docstring, or a name set to what no call of unknown effect gives."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets):
        return all(_harmless(n) for n in walk(node.value))
    return False


def _changes(node: ast.AST, local: frozenset[str]) -> bool:
    """Whether a statement changes what the function did not make: `self.x -= 1`, `stock[k] = v`."""
    if isinstance(node, ast.AugAssign):
        return _from_outside(node.target, local)
    if isinstance(node, ast.Assign | ast.Delete):
        return any(_from_outside(p, local) for p in node.targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _CHANGES and _from_outside(node.func, local)
    return False


def _from_outside(node: ast.expr, local: frozenset[str]) -> bool:
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return False
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id not in local


def _done(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """`return True` at the end, where guards return `False` before."""
    results = [n for n in nodes if isinstance(n, ast.Return)]
    values = [getattr(n.value, "value", ...) for n in results]
    if not body or results[-1:] != body[-1:] or len(results) < 2:
        return
    loops = any(isinstance(n, LOOPS) for n in body)
    if values[-1] is True and all(v is False for v in values[:-1]) and not loops:
        acts = any(_acts(s) for s in body[:-1])
        yield body[-1], "done" if acts else "passed", ()


def _acts(node: ast.stmt) -> bool:
    """Whether a statement changes something: it is no question alone."""
    if isinstance(node, ast.AugAssign):
        return not isinstance(node.target, ast.Name)
    if isinstance(node, ast.Delete):
        return True
    if isinstance(node, ast.Assign):
        places = (t.elts if isinstance(t, ast.Tuple) else [t] for t in node.targets)
        return any(not isinstance(p, ast.Name) for place in places for p in place)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not _prints(node)


def _last_round(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if i == n - 1` in `for i in range(n)`."""
    for loop in nodes:
        if not isinstance(loop, ast.For) or last_name(getattr(loop.iter, "func", None)) != "range":
            continue
        bounds = loop.iter.args  # type: ignore[attr-defined]
        if len(bounds) == 1:
            ends = {_text(ast.BinOp(bounds[0], ast.Sub(), ast.Constant(1)))}
        elif len(bounds) == 2 and isinstance(bounds[1], ast.BinOp):
            plus = isinstance(bounds[1].op, ast.Add) and _text(bounds[1].right) == "1"
            ends = {_text(bounds[1].left)} if plus else set()
        else:
            continue
        bound = getattr(bounds[0], "value", None)
        if len(bounds) == 1 and isinstance(bound, int):
            ends = {str(bound - 1)}
        for node in (n for n in walk(loop) if isinstance(n, ast.If)):
            test = node.test
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq):
                same = _text(test.left) == _text(loop.target)
                if same and len(test.ops) == 1 and _text(test.comparators[0]) in ends:
                    raises = any(isinstance(n, ast.Raise) and n.exc is None for n in node.body)
                    yield node, "last-try" if raises else "last-round", ()


def _not_overwritten(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """`if p.exists(): continue` before something is written to `p`."""
    blocks = [body, *(n.body for n in nodes if isinstance(n, LOOPS | ast.With | ast.Try))]
    for block in blocks:
        for place, node in enumerate(block):
            if not isinstance(node, ast.If) or not isinstance(node.test, ast.Call):
                continue
            if not isinstance(node.body[-1], _LEAVES | ast.Continue) or node.orelse:
                continue
            file = _asked(node.test)
            rest = (n for s in block[place + 1 :] for n in walk(s))
            if file and any(isinstance(n, ast.Call) and _writes(n, file) for n in rest):
                yield node, "not-overwritten", ()


def _asked(call: ast.Call) -> str | None:
    """The file of `p.exists()` and `os.path.exists(p)`."""
    if last_name(call.func) not in _ASKS | {"isfile"}:
        return None
    if call.args:
        return _text(call.args[0])
    return _text(call.func.value) if isinstance(call.func, ast.Attribute) else None


def _writes(call: ast.Call, file: str) -> bool:
    name = last_name(call.func)
    given = [_text(a) for a in call.args]
    of = _text(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name == "open":
        modes = [getattr(a, "value", "") for a in call.args]
        return (file in given[:1] or of == file) and any(str(m)[:1] == "w" for m in modes)
    if name in ("write_text", "write_bytes"):
        return of == file
    return name in _WRITES and given[-1:] == [file]


def _switches(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if not args.dry_run`, where `--dry-run` was declared as a switch."""
    switches = {}
    for node in nodes:
        if isinstance(node, ast.Call) and last_name(node.func) == "add_argument":
            kind = [getattr(k.value, "value", "") for k in node.keywords if k.arg == "action"]
            for flag in (a for a in node.args if isinstance(a, ast.Constant)):
                if kind == ["store_true"] and str(flag.value).startswith("--"):
                    switches[str(flag.value)[2:].replace("-", "_")] = flag
    for node in nodes:
        if isinstance(node, ast.If):
            negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
            asked = node.test.operand if negated else node.test  # type: ignore[attr-defined]
            given = switches.get(getattr(asked, "attr", ""))
            if given is not None:
                yield node, "without-switch" if negated else "with-switch", (given,)


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def last_name(func: ast.AST | None) -> str:
    """The last name of `f` and `a.f`, else an empty text."""
    return str(getattr(func, "attr", getattr(func, "id", "")))
