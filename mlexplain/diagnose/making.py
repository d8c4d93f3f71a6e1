"""A fix that is about another line than the failing one: about the call that made something.

Of `nn.MultiheadAttention(..., batch_first=True)` the arguments are set in the one call of the user's
program that makes such a layer. The `...` stands for the arguments that stay, and says that such a call
is meant. A comment `# no shuffle` behind it takes an argument away; definitions and imports above
it go above the user's line.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Sequence

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.rewritten import Edit, calls_of, programs, spliced
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.tensors.width import targets

_WITHOUT = re.compile(r"# no (\w+)")
_DEFINED = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_MODULES = {"torch", "nn", "F", "np", "pd", "os", "math"}


def making(scene: Scene, after: str, called: Sequence[str | None]) -> Edit | None:
    """The line of the program that makes what `after` makes, and the same as `after` has it.

    Of several such calls the one that sets what the failing line calls; none where that does not
    tell which.
    """
    if "..." not in after:
        return None
    code = textwrap.dedent(after).strip()
    try:
        *above, last = ast.parse(code).body
    except (SyntaxError, ValueError):
        return None
    wanted = getattr(last, "value", None)
    if not isinstance(wanted, ast.Call) or not all(isinstance(n, _DEFINED) for n in above):
        return None
    if not any(isinstance(a, ast.Constant) and a.value is ... for a in wanted.args):
        return None
    gone = set(_WITHOUT.findall(code.rpartition("\n")[2]))
    name = ast.unparse(wanted.func).rpartition(".")[2]
    calls = [(w, c) for w in programs(scene) for c in calls_of(w, name)]
    named = [(w, c) for w, c in calls if {*targets(w, c)} & {*called}]
    one = named if len(named) == 1 else calls
    if len(one) != 1:
        return None
    whole, call = one[0]
    known = {n.id for n in ast.walk(whole.tree) if isinstance(n, ast.Name)} | _MODULES
    known |= set(dir(builtins)) | {n.name for n in above if isinstance(n, ast.FunctionDef)}
    asked = {n.id for k in wanted.keywords for n in ast.walk(k.value) if isinstance(n, ast.Name)}
    if not asked <= known or any(k.arg is None for k in (*wanted.keywords, *call.keywords)):
        return None
    changed = _set(whole, call, wanted, gone)
    if changed is None or changed.line == changed.changed:
        return None
    head = "".join(f"{line}\n" for line in code.splitlines()[: last.lineno - 1])
    return Edit(changed.number, changed.line, head + changed.changed)


def _set(whole: Program, call: ast.Call, wanted: ast.Call, gone: set[str]) -> Edit | None:
    """The statement of a call with the keyword arguments of another, and without some of its own."""
    given = {k.arg: k for k in call.keywords}
    parts: list[ast.expr | ast.keyword] = [
        *call.args,
        *(k for k in call.keywords if k.arg not in gone),
    ]
    added = [f"{k.arg}={ast.unparse(k.value)}" for k in wanted.keywords if k.arg not in given]
    texts = []
    replaced = {k.arg: k.value for k in wanted.keywords if k.arg in given}
    for node in parts:
        value = replaced.get(node.arg) if isinstance(node, ast.keyword) else None
        text = ast.get_source_segment(whole.text, node) or ""
        texts.append(f"{node.arg}={ast.unparse(value)}" if value is not None else text)  # type: ignore[union-attr]
    if not gone & set(given) and not replaced and texts:
        last = parts[-1]
        place = (last.end_lineno or 0, last.end_col_offset or 0)
        return spliced(whole, call, place, place, "".join(f", {a}" for a in added))
    function = ast.get_source_segment(whole.text, call.func) or ""
    start, end = (call.lineno, call.col_offset), (call.end_lineno or 0, call.end_col_offset or 0)
    return spliced(whole, call, start, end, f"{function}({', '.join([*texts, *added])})")
