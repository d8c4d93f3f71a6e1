"""What a snippet does as a whole: what goes in, the main steps, what comes out."""

from __future__ import annotations

import ast

from mlexplain.explain.outline.classes import of_class
from mlexplain.explain.outline.functions import Function, of_function
from mlexplain.explain.outline.scripts import of_script
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.docstring import documentation
from mlexplain.explain.read.paste import Paste
from mlexplain.explain.statements.sayings import wholes

_MOST_NAMED = 8
Unit = Function | ast.ClassDef


def summary(unit: Unit | None, paste: Paste, outline: Outline) -> str:
    """One to four sentences."""
    if isinstance(unit, ast.ClassDef):
        sentences = list(of_class(unit, outline))
    elif unit is not None:
        sentences = [of_function(unit, outline)]
    else:
        sentences = list(of_script(paste.tree, outline))
    if unit is not None and (purpose := documentation(unit).purpose):
        sentences.append(f"Its docstring says: “{purpose}”.")
    sentences.extend(wholes([unit] if unit is not None else paste.tree.body, outline.words))
    if paste.skipped:
        lines = join_words([str(n) for n in paste.skipped[:_MOST_NAMED]])
        sentences.append(f"Not readable as Python and left out: line {lines} of the paste.")
    elif paste.repaired:
        sentences.append("Its layout was lost in the paste and has been restored from the code.")
    return " ".join(sentences)


def summary_facts(body: list[ast.stmt], outline: Outline) -> str:
    """What a summary may draw on: what the whole does, then the outermost steps."""
    unit = body[0] if len(body) == 1 else None
    facts: list[str] = []
    if isinstance(unit, ast.ClassDef):
        facts.extend(of_class(unit, outline))
    elif isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef):
        facts.append(of_function(unit, outline))
    facts.extend(step.text for step in outline.steps if step.depth <= 2)
    return " ".join(facts)
