"""Arguments of the command line that are declared one after another: told as one list."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from math import ceil

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.quoting import join_words

_FEWEST = 2
_MOST = 10
_SAID = frozenset(["type", "default", "nargs", "choices", "required", "action", "dest"])
_SHOWN = frozenset(["help", "metavar"])
"""Keywords of which the list tells, and those that only the help shows."""


def declarations(body: Sequence[ast.stmt]) -> list[list[ast.stmt]]:
    """Runs of `parser.add_argument(…)` of one parser, long ones in parts of about the same length."""
    runs: list[list[ast.stmt]] = []
    of = ""
    for node in body:
        parser = _parser(node)
        if parser and parser == of:
            runs[-1].append(node)
        elif parser:
            runs.append([node])
        of = parser
    parts: list[list[ast.stmt]] = []
    for run in runs:
        length = ceil(len(run) / ceil(len(run) / _MOST))
        parts += [run[at : at + length] for at in range(0, len(run), length)]
    return [part for part in parts if len(part) >= _FEWEST]


def _parser(node: ast.stmt) -> str:
    """What the arguments are declared of, where a statement declares one in a way that can be told."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return ""
    plain = call.args and all(_is_name(a) for a in call.args)
    known = plain and all(k.arg in _SAID | _SHOWN for k in call.keywords)
    action = _keyword(call, "action")
    known = known and (action is None or getattr(action, "value", None) in _actions())
    return ast.unparse(call.func.value) if known and call.func.attr == "add_argument" else ""


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _actions() -> dict[str, str]:
    actions: dict[str, str] = knowledge.table("options")["actions"]
    return actions


def declared(run: Sequence[ast.stmt], words: Words) -> str:
    """ "Declares the command-line arguments `'--lr'` (a number, by default `0.1`), …"."""
    texts = knowledge.table("options")
    listed: list[str] = []
    switches: dict[str, list[str]] = {}
    for node in run:
        call: ast.Call = node.value  # type: ignore[attr-defined]
        name = " or ".join(words.code(a) for a in call.args)
        action = str(getattr(_keyword(call, "action"), "value", ""))
        if action in texts["switches"]:
            switches.setdefault(action, []).append(name)
            continue
        details = [d for d in _details(call, words, texts) if d]
        listed.append(f"{name} ({', '.join(details)})" if details else name)
    said = [texts["arguments"].format(join_words(listed))] if listed else []
    for action, names in switches.items():
        key = "switches" if names[1:] else "switch"
        said.append(texts[key][action].format(join_words(names)))
    return " ".join(said)


def _details(call: ast.Call, words: Words, texts: dict[str, dict[str, str]]) -> list[str]:
    """What is accepted, how often, and what is taken where nothing is given."""
    kind, choices = _keyword(call, "type"), _keyword(call, "choices")
    count, default = _keyword(call, "nargs"), _keyword(call, "default")
    number = str(getattr(count, "value", ""))
    details = []
    if kind is not None:
        read = f"read by {words.code(kind)}"
        details.append(texts["kinds"].get(ast.unparse(kind), read))
    if choices is not None:
        details.append(f"one of {words.code(choices)}")
    if count is not None:
        details.append(texts["counts"].get(number, f"{words.code(count)} of them"))
    details.append(texts["actions"].get(str(getattr(_keyword(call, "action"), "value", "")), ""))
    if default is not None and getattr(default, "value", default) is not None:
        details.append(f"by default {words.code(default)}")
    dest = _keyword(call, "dest")
    if dest is not None:
        details.append(f"kept as {words.code(dest)}")
    required = getattr(_keyword(call, "required"), "value", False) is True
    placed = not str(getattr(call.args[0], "value", "")).startswith("-")
    if required or (placed and number not in ("?", "*")):
        details.append(texts["required"])  # type: ignore[arg-type]
    return details
