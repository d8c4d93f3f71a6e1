"""The prompt for a pair, as it would be made for a paste."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.outline.summary import summary_facts
from mlexplain.explain.write.prompt import StepPrompt, roles_of, step_prompt
from mlexplain.explain.write.slots import own_names
from mlexplain.training.pairs import Pair


def pair_prompt(pair: Pair, seed: int | str) -> StepPrompt:
    """The prompt for a pair, as it would be made for a paste. Raises `NoSlotLeft`."""
    source, whole, body = parsed(pair)
    scope, own = read_scope(whole), own_names(whole)
    outline = Outline(source, scope)
    outline.walk(body)
    if pair.kind == "summary":
        facts = summary_facts(body, outline)
    else:
        facts = " ".join(step.text for step in outline.steps)
    return step_prompt(
        pair.code,
        facts,
        own,
        scope,
        roles_of(outline),
        kind=pair.kind,
        before=pair.before,
        seed=seed,
    )


def parsed(pair: Pair) -> tuple[str, ast.Module, list[ast.stmt]]:
    """A pair and what stands before it as one text, its tree, and the pair's own statements in it."""
    source = f"{pair.before}\n{pair.code}"
    whole = ast.parse(source)
    return source, whole, whole.body[len(ast.parse(pair.before).body) :]
