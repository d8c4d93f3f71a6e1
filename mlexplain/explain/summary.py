"""What a snippet does as a whole, from the idioms found in it."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.outline import Outline
from mlexplain.explain.paste import Paste
from mlexplain.explain.words import join_words

_MOST_DEEDS = 4
Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def summary(unit: Unit | None, paste: Paste, outline: Outline) -> str:
    """One to three sentences."""
    say = knowledge.table("sentences")["summary"]
    deeds = _deeds(outline)
    sentences = []
    if isinstance(unit, ast.ClassDef):
        sentences.append(_class(unit, outline, say))
        if deeds:
            sentences.append(f"It {join_words(deeds)}.")
    elif unit is not None:
        kind = (
            "method" if unit.args.args[:1] and unit.args.args[0].arg == "self" else "plain-function"
        )
        if deeds:
            sentences.append(say["function"].format(name=unit.name, does=join_words(deeds)))
        else:
            given = [f"`{a.arg}`" for a in unit.args.args if a.arg not in ("self", "cls")]
            sentences.append(
                say[kind].format(
                    name=unit.name,
                    parameters=f" of {join_words(given)}" if given else "",
                    returns=_returns(unit, outline),
                )
            )
    elif deeds:
        sentences.append(say["code"].format(does=join_words(deeds)))
    else:
        sentences.append(say["plain-code"].format(count=_count(paste.tree)))
    if paste.skipped:
        lines = join_words([str(n) for n in paste.skipped[:8]])
        sentences.append(f"Not readable as Python and left out: line {lines} of the paste.")
    elif paste.repaired:
        sentences.append("Its layout was lost in the paste and has been restored from the code.")
    return " ".join(sentences)


def summary_facts(body: list[ast.stmt], outline: Outline) -> str:
    """What a summary may draw on: what the idioms do, then the outermost steps."""
    unit = body[0] if len(body) == 1 else None
    facts = [f"It {join_words(deeds)}." for deeds in [_deeds(outline)] if deeds]
    if isinstance(unit, ast.FunctionDef) and (returned := _returns(unit, outline)):
        facts.append(f"A function{returned}.")
    facts.extend(step.text for step in outline.steps if step.depth <= 2)
    return " ".join(facts)


def _deeds(outline: Outline) -> list[str]:
    """What the idioms do, each once, those of the outermost blocks first."""
    deeds: list[str] = []
    levels = {"block": 0, "header": 0, "statements": 1, "expression": 2}
    for found in sorted(outline.found, key=lambda f: levels.get(f.idiom.level, 3)):
        does = found.idiom.does
        if does and does not in deeds and found.idiom.level in levels:
            deeds.append(does)
    return deeds[:_MOST_DEEDS]


def _returns(unit: ast.FunctionDef | ast.AsyncFunctionDef, outline: Outline) -> str:
    returned = [
        n.value for n in ast.walk(unit) if isinstance(n, ast.Return) and n.value is not None
    ]
    if not returned:
        return ""
    return f" that returns {outline.words.phrase(returned[-1])}"


def _class(unit: ast.ClassDef, outline: Outline, say: dict[str, str]) -> str:
    methods = [f"`{n.name}`" for n in unit.body if isinstance(n, ast.FunctionDef)]
    having = f" with the methods {join_words(methods[:8])}" if methods else ""
    if outline.scope.classes.get(unit.name, "").endswith("Module"):
        layers = _layers(unit, outline)
        return say["module-class"].format(
            name=unit.name,
            layers=f" made of {join_words(layers)}" if layers else "",
            methods=having,
        )
    bases = [outline.words.code(b) for b in unit.bases]
    base = f", a kind of {join_words(bases)}," if bases else ""
    return say["class"].format(name=unit.name, base=base, methods=having)


def _layers(unit: ast.ClassDef, outline: Outline) -> list[str]:
    layers = []
    for node in ast.walk(unit):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target = node.targets[0]
            if isinstance(target, ast.Attribute) and outline.scope.kind(node.value) == "Module":
                layers.append(f"`{target.attr}`")
    return layers[:10]


def _count(tree: ast.Module) -> str:
    functions = sum(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) for n in tree.body)
    classes = sum(isinstance(n, ast.ClassDef) for n in tree.body)
    others = len(tree.body) - functions - classes
    parts = []
    for number, word in ((classes, "class"), (functions, "function"), (others, "statement")):
        if number:
            plural = "es" if word == "class" else "s"
            parts.append(f"{number} {word}{plural if number > 1 else ''}")
    return join_words(parts)
