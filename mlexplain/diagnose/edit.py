"""The code of a fix as an edit of the user's own line.

A rule states what to write in general names. Whether that takes the place of the user's line,
changes one call in it, goes above it or belongs elsewhere is read off the two pieces of code, so
that no fix tells anybody to delete a line that must stay.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterator, Set
from difflib import SequenceMatcher

from mlexplain.diagnose.bound import looped
from mlexplain.diagnose.exchange import end, exchanged_line, marked_line, unassigned_line
from mlexplain.diagnose.facts.code.source import parse_line

_ENTRY = re.compile(r"""("[^"]*"\s*:\s*|'[^']*'\s*:\s*)(.+?)(,?)""")
"""A line of a dictionary that stands over several."""
_COMMENT = re.compile(r"\s+#.*$", re.S)
_WITHOUT = re.compile(r"# no (\w+)")
"""How a fix says that an argument must go: `f(x, b=1)    # no a`."""
_TOKENIZER = re.compile(r"tok(enizer|eniser)?")
_ALIKE = 0.85
_AROUND = {"cuda", "to", "eval", "half"}
"""Calls around the one that a line is about."""
_DEFINED = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_MODULES = {"F", "math", "nn", "np", "os", "pd", "re", "safetensors", "sys", "torch"}
_MODULES |= {"dist", "device"}
"""Names that a fix may use without the user's line having them."""


def edit(line: str, after: str, marked: str | None = None) -> tuple[str | None, str]:
    """`before` and `after` of a fix whose rule offers `after` for the user's `line`, of which carets
    mark the piece `marked`.

    `before` is None where the code belongs elsewhere than in or above this line.
    """
    if _heads(line) and not _heads(after.strip()):  # what stands above a head cannot use its names
        return None, after.rstrip().removesuffix(line.strip()).rstrip()
    if after.rstrip().endswith(f"\n{line.strip()}"):  # the rule itself keeps the line
        if kept := looped(line, after):
            return (line if kept.endswith(line.strip()) else None), kept
        return line, unassigned_line(line.strip(), _parsed(after), after) or after
    old, new = parse_line(line), _parsed(after)
    alike = not old or not new or type(old) is type(new[0])
    if alike and not _elided(new) and _respelled(line.strip(), after.strip()):
        return line, after
    if old is None and new and (entry := _ENTRY.fullmatch(line.strip())):
        inner, value = edit(entry[2], after)
        if inner and "\n" not in value:
            return line, f"{entry[1]}{value}{entry[3]}"
    if old is None or not new:
        return None, after
    if changed := exchanged_line(line.strip(), old, after.strip()):
        return line, changed
    if len(new) == 1 and (_elided(new) or _forgets(new[0], old)):
        if changed := _grafted(line.strip(), old, new[0], after):
            return line, changed
    rewritten = any(_rewrites(node, old) for statement in new for node in _in_place(statement))
    if not _strange(new, old):
        if marked and len(new) == 1:
            known = _MODULES | set(dir(builtins))
            if changed := marked_line(line.strip(), old, new[0], after, marked, known):
                return line, changed
        if rewritten:
            return line, after
    *above, last = new
    if all(isinstance(node, _DEFINED) or _makes(node, old) for node in above):
        if changed := _grafted(line.strip(), old, last, after, _made(above)):
            head = textwrap.dedent(after).strip().splitlines()[: last.lineno - 1]
            return line, "\n".join([*head, changed])
    if len(new) == 1 and (changed := unassigned_line(line.strip(), [new[0], old], after)):
        return line, changed
    if _prepares(new, old):
        return line, f"{after.rstrip()}\n{line.strip()}"
    return None, after


def _heads(line: str) -> bool:
    """Whether it begins a function or class."""
    return line.lstrip().startswith(("def ", "class ", "async def "))


def _parsed(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(textwrap.dedent(code).strip()).body
    except (SyntaxError, ValueError):
        plain = _COMMENT.sub("", code.strip())
        head = parse_line(plain) if plain.endswith(":") and "\n" not in plain else None
        return [head] if head else []


def assigns_to_no_name(code: str) -> bool:
    """Whether something stands left of a `=` that cannot: `f(x) = …`."""
    try:
        ast.parse(textwrap.dedent(code).strip())
    except SyntaxError as error:
        return "cannot assign" in error.msg
    except (ValueError, RecursionError, MemoryError):
        return False
    return False


def _in_place(node: ast.AST) -> Iterator[ast.AST]:
    """The statement's parts that run where it stands: not the bodies of functions."""
    if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _in_place(child)


def _makes(node: ast.stmt, old: ast.stmt) -> bool:
    """Whether it is `parts = rows.split()`: a new name, made of what the line uses."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    known = _names(old) | _MODULES | set(dir(builtins))
    return node.targets[0].id not in _names(old) and _names(node.value) <= known


def _made(above: list[ast.stmt]) -> set[str]:
    """The names that functions, classes, imports and assignments define."""
    names = {
        t.id
        for n in above
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    names |= {n.name for n in above if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    imports = [n for n in above if isinstance(n, (ast.Import, ast.ImportFrom))]
    return names | {alias.asname or alias.name for n in imports for alias in n.names}


# ------------------------------------------------------------------------ the whole line


def _rewrites(new: ast.AST, old: ast.stmt) -> bool:
    """Whether a statement does what the old one did: the same target, a call in common."""
    if isinstance(old, ast.AugAssign) and isinstance(new, ast.Assign):  # `x = x + y` for `x += y`
        return isinstance(new.value, ast.BinOp) and ast.dump(new.value.right) == ast.dump(old.value)
    if type(new) is not type(old):
        return False
    if isinstance(old, (ast.Import, ast.ImportFrom)):
        return True
    targets = _targets(old)
    if targets != _targets(new) and not _first_alone(new, old):
        return False
    if targets and _owner(old) in targets and _names(new) - _MODULES <= _names(old):
        return not any(isinstance(n, ast.Constant) and n.value is ... for n in ast.walk(new))
    outer, callees = getattr(old, "value", None), _callees(old)
    if isinstance(outer, ast.Call) and (name := _callee(outer)):
        if name == "print":
            return _callee(getattr(new, "value", new)) == name and callees & _callees(new) != {name}
        callees = callees - _AROUND if name in _AROUND else {name}
    return bool(callees & _callees(new)) if callees else bool(_names(old) & _names(new))


def _first_alone(new: ast.AST, old: ast.AST) -> bool:
    """Whether it sets the first of several targets: `x = …` for `x, _ = …`."""
    targets = old.targets[0] if isinstance(old, ast.Assign) else None
    elements = targets.elts if isinstance(targets, ast.Tuple) else []
    return len(elements) == 2 and _targets(new) == [ast.unparse(elements[0])]


def _respelled(line: str, after: str) -> bool:
    """Whether it is the same line but for a few letters."""
    return "\n" not in after and SequenceMatcher(None, line, after, False).ratio() > _ALIKE


def _elided(new: list[ast.stmt]) -> bool:
    """Whether a call in it has `...` for arguments that the user's call has."""
    calls = [c for statement in new for c in _calls(statement)]
    return any(isinstance(a, ast.Constant) and a.value is ... for c in calls for a in c.args)


def _strange(new: list[ast.stmt], old: ast.stmt) -> set[str]:
    """The names that neither the user's line nor the fix itself explains: general ones."""
    nodes = [n for statement in new for n in ast.walk(statement)]
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    made |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
    named = {name for statement in new for name in _names(statement)}
    known = _names(old) | made | _MODULES | set(dir(builtins))
    return {name for name in named - known if not name[0].isupper()}


def _forgets(new: ast.stmt, old: ast.stmt) -> bool:
    """Whether the fix sets arguments of the line's call, and leaves out others that it has."""
    wanted = getattr(new, "value", None)
    if not isinstance(wanted, ast.Call):
        return False
    given = {k.arg: ast.dump(k.value) for c in _calls(old) for k in c.keywords if k.arg}
    said = {k.arg: ast.dump(k.value) for k in wanted.keywords if k.arg}
    return any(given.get(name) != value for name, value in said.items()) and len(said) < len(given)


def _targets(node: ast.AST) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [ast.unparse(t) for t in targets if t is not None]


def _owner(node: ast.AST) -> str | None:
    """Of `x = x.view(2).float()` the `x`."""
    value = getattr(node, "value", None)
    while isinstance(value, (ast.Call, ast.Attribute)):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else None


def _callees(node: ast.AST) -> set[str]:
    return {name for call in _calls(node) if (name := _callee(call))}


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Call))


def _callee(call: ast.AST) -> str | None:
    func = getattr(call, "func", None)
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", None)
    return "tokenizer" if name and _TOKENIZER.fullmatch(name) else name


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _free(node: ast.AST) -> set[str]:
    """The names of an expression that it does not bind itself, as a comprehension does."""
    bound = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return _names(node) - bound


# ------------------------------------------------------------------------ one call in it


def _grafted(
    line: str, old: ast.stmt, new: ast.stmt, after: str, made: Set[str] = frozenset()
) -> str | None:
    """The line with the call that the fix is about changed as the fix changes it.

    `made` are names that the fix defines above it.
    """
    wanted = getattr(new, "value", None) if isinstance(new, (ast.Expr, ast.Assign)) else None
    if not isinstance(wanted, ast.Call) or "\n" in line or not line.isascii():
        return None
    same = [c for c in _calls(old) if _callee(c) == _callee(wanted) and end(c) <= len(line)]
    if len(same) != 1 or line[end(same[0]) - 1] != ")":
        return None
    call, comment = same[0], _COMMENT.search(after.rstrip().rpartition("\n")[2])
    remark = comment.group() if comment else ""
    gone = set(_WITHOUT.findall(remark)) & {k.arg for k in call.keywords}
    source = textwrap.dedent(after).strip()
    if wanted.keywords or gone:
        text = _with_keywords(line, call, wanted, source, gone, made)
    else:
        text = _with_rest(line, call, wanted, source, made) if isinstance(new, ast.Expr) else None
    if not text or text == line[call.col_offset : end(call)]:
        return None
    if remark.lstrip().startswith("# in place of"):
        remark = ""
    return line[: call.col_offset] + text + line[end(call) :] + remark


def _with_keywords(
    line: str,
    call: ast.Call,
    wanted: ast.Call,
    source: str,
    gone: set[str | None],
    made: Set[str],
) -> str | None:
    """The user's call with the wanted keyword arguments; the rest of it stays.

    The wanted call's other arguments are general names for what the user's call has there.
    """
    general = all(
        isinstance(a, (ast.Name, ast.Starred)) or ast.unparse(a) in ("...", ast.unparse(b))
        for a, b in zip(wanted.args, [*call.args, *wanted.args], strict=False)
    )
    set_ = {k.arg: k.value for k in wanted.keywords if k.arg}
    known = _names(call) | _MODULES | made | set(dir(builtins))
    spread = any(k.arg is None for k in wanted.keywords)
    spread = spread or any(ast.unparse(a) == "..." for a in wanted.args)
    if not general or (len(call.args) > len(wanted.args) and not spread):
        return None
    if any(not _names(v) <= known or "…" in ast.unparse(v) for v in set_.values()):
        return None
    parts = [line[a.col_offset : end(a)] for a in call.args]
    for keyword in call.keywords:
        value = set_.pop(keyword.arg or "", None)
        if keyword.arg in gone:
            continue
        name = f"{keyword.arg}=" if keyword.arg else "**"
        same = value is None or ast.dump(value) == ast.dump(keyword.value)
        kept = line[keyword.value.col_offset : end(keyword.value)]
        parts.append(name + (kept if same or value is None else _text(source, value)))
    parts += [f"{name}={_text(source, value)}" for name, value in set_.items()]
    return f"{line[call.col_offset : end(call.func)]}({', '.join(parts)})"


def _with_rest(
    line: str, call: ast.Call, wanted: ast.Call, source: str, made: Set[str]
) -> str | None:
    """The wanted call; a last `...` in it stands for the other arguments of the user's call."""
    if not _free(wanted) <= _names(call) | _MODULES | made:
        return None
    last = wanted.args[-1] if wanted.args else None
    if not (isinstance(last, ast.Constant) and last.value is ...):
        return None if call.keywords else _text(source, wanted)
    parts = [_text(source, a) for a in wanted.args[:-1]]
    parts += [line[a.col_offset : end(a)] for a in call.args[len(parts) :]]
    for keyword in call.keywords:
        value = line[keyword.value.col_offset : end(keyword.value)]
        parts.append(f"{keyword.arg}={value}" if keyword.arg else f"**{value}")
    return f"{_text(source, wanted.func)}({', '.join(parts)})"


def _text(source: str, node: ast.expr) -> str:
    return ast.get_source_segment(source, node) or ast.unparse(node)


# ----------------------------------------------------------------------------- above it


def _prepares(new: list[ast.stmt], old: ast.stmt) -> bool:
    """Whether the statements convert what the line then uses: `ids = ids.long()`."""
    used = {n.id for n in ast.walk(old) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    sets = [s for s in new if not isinstance(s, (ast.Import, ast.ImportFrom))]
    if not sets or not all(isinstance(s, ast.Assign) for s in sets):
        return False
    made = {name for s in sets for t in getattr(s, "targets", ()) for name in _names(t)}
    asked = {name for s in sets for name in _names(getattr(s, "value", s))}
    elided = any(isinstance(n, ast.Constant) and n.value is ... for s in sets for n in ast.walk(s))
    return bool(made & asked & used) and not _strange(new, old) and not elided
