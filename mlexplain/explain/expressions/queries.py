"""What a call does that hands a statement of SQL to a database."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.tables import sql
from mlexplain.explain.wording import Wording


def statement(call: Call, words: Wording) -> str | None:
    """What a statement of SQL does, as a template for the rest of the call."""
    if call.name.rpartition(".")[2] not in ("execute", "executemany", "executescript"):
        return None
    given = [*call.args.get("sql", []), *call.args.get("args", [])]
    text = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if given and isinstance(given[0], ast.Name):
        text = words.scope.texts.get(given[0].id)
    if not isinstance(text, str) or not sql.is_sql(text):
        return None
    said = sql.verb_phrase(text)
    if said is None:
        return None
    said = said.replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
    if call.name.endswith("executemany"):
        handed = call.args.get("parameters", given[1:])[:1]
        if handed and isinstance(handed[0], ast.ListComp | ast.GeneratorExp):
            if len(handed[0].generators) == 1 and isinstance(handed[0].elt, ast.Tuple):
                over = words.clause(handed[0].generators[0], "each")
                return (
                    f"{said}, once for {over}, with {words.listing(handed[0].elt.elts)} filled in"
                )
        each = words.phrase(given[1]) if len(given) > 1 else "{parameters}"
        return f"{said}, once for each of {each if 'args' in call.args else '{parameters}'}"
    filled = "{parameters}" if "parameters" in call.args else ""
    if "args" in call.args and len(given) > 1:
        filled = words.phrase(given[1])
    handed = call.args.get("parameters", given[1:])[:1]
    if handed and isinstance(handed[0], ast.Tuple) and handed[0].elts:
        filled = words.listing(handed[0].elts)
    return f"{said}, with {filled} filled in" if filled else said
