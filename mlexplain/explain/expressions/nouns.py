"""What a call gives, as a noun phrase made from the verb phrase of its API card.

"averages {x} along dimension {d}" becomes "the average of {x} along dimension {d}", "cuts {x} into {n} parts"
becomes "{x} cut into {n} parts". Where that reads badly, `rules/code/nouns.toml` has the words.
"""

from __future__ import annotations

import re
from functools import cache

from mlexplain.explain import knowledge

_GIVES_THE = re.compile(
    r"(?:takes|finds|measures|computes|reads|looks up|picks|lists|gets|works out|reports|keeps|draws|"
    r"makes|evaluates|estimates|spaces|collects|loads|downloads|opens|prepares|sets up|asks for|"
    r"gives|fetches|restores|spans|looks up) (?=(?:the|a|an|one|its|all) )(.*)"
)
_GIVES = re.compile(r"(?:takes|makes|draws|picks) (.*)")
_FORMS = (
    (re.compile(r"counts how often ((?:each|every) .*) occurs(.*)"), r"the counts of \1\2"),
    (re.compile(r"counts how often (.*) occurs(.*)"), r"the number of times that \1 occurs\2"),
    (re.compile(r"counts from (.*)"), r"the numbers from \1"),
    (re.compile(r"counts the (.*)"), r"the number of \1"),
    (re.compile(r"counts how (many .*)"), r"the counts of how \1"),
    (re.compile(r"marks which (.*)"), r"the mask of which \1"),
    (re.compile(r"marks (what .*)"), r"the mask of \1"),
    (re.compile(r"tells where ((?:any|all|\{).*)"), r"the mask of where \1"),
    (re.compile(r"tests whether (.*)"), r"the outcome of a test whether \1"),
    (re.compile(r"measures ((?:by )?how (?:much|many|often|long) .*)"), r"\1"),
    (re.compile(r"measures (how .*)"), r"a measure of \1"),
    (re.compile(r"looks for (.*)"), r"the outcome of a search for \1"),
    (re.compile(r"(?:finds|loads|reads) ((?:what|where) .*)"), r"\1"),
    (re.compile(r"(?:lists|reads) (?!the |a |off )(.*)"), r"\1"),
    (re.compile(r"applies (\w+(?: \w+)?), [^{]*, to (\{\w+\})"), r"the \1 of \2"),
    (re.compile(r"removes ([^{]*) (?:from|at the end of) (\{\w+\})"), r"\2 without \1"),
    (re.compile(r"puts (an? .*) together (from .*)"), r"\1 put together \2"),
    (re.compile(r"fits (an? .*) to (\{.*)"), r"\1 fitted to \2"),
    (re.compile(r"adds up (.*)"), r"the sum of \1"),
    (re.compile(r"averages (.*)"), r"the average of \1"),
    (re.compile(r"tells whether (.*)"), r"whether \1"),
    (re.compile(r"marks where (.*)"), r"the mask of where \1"),
    (re.compile(r"walks through (.*)"), r"\1"),
    (re.compile(r"multiplies (\{\w+\}) (?:and|by) (\{\w+\})(.*)"), r"the product of \1 and \2\3"),
    (re.compile(r"multiplies the matrices (.*)"), r"the matrix product of \1"),
    (re.compile(r"gives (\{\w+\}) the (.*)"), r"\1 in the \2"),
    (re.compile(r"subtracts (\{\w+\}) from (\{\w+\})$"), r"the difference \2 minus \1"),
    (re.compile(r"adds (\{\w+\}) to (\{\w+\})$"), r"the sum of \2 and \1"),
)
_DONE_TO = re.compile(r"(\w+) ((?:(?:each|the|all|every|whole)[^{\[]*)?\{\w+\})(.*)")
_DONE_TO_PART = re.compile(
    r"(\w+) (?:in )?(?:the )?(negative values|missing (?:and infinite )?values|dimensions|axes)"
    r" of (\{\w+\})(.*)"
)
"""What is changed only in part is still the whole: "`x` with its negative values bent"."""
_AFTERTHOUGHT = re.compile(r" and (?:also |then )?(?:sets|returns|keeps|stores) .*")
_IRREGULAR = {
    **{v: v[:-1] for v in ("cuts", "splits", "sets", "puts", "lets", "spreads", "reads")},
    **{v: f"{v[:-1]}{v[-2]}ed" for v in ("swaps", "wraps", "drops", "strips", "maps", "clips")},
    **{v: f"{v[:-1]}{v[-2]}ed" for v in ("trims", "flips", "stops", "chops", "skips", "blurs")},
    **{v: f"{v[:-1]}{v[-2]}ed" for v in ("fits", "pads", "plans", "sums", "logs", "tags")},
    **{f"{v}s": w for v, w in (("break", "broken"), ("send", "sent"), ("tell", "told"))},
    **{f"{v}s": w for v, w in (("begin", "begun"), ("bend", "bent"), ("choose", "chosen"))},
    **{f"{v}s": w for v, w in (("lay", "laid"), ("show", "shown"), ("shrink", "shrunk"))},
    "slides": "slid",
    "takes": "taken",
    "runs": "run",
    "makes": "made",
    "draws": "drawn",
    "gives": "given",
    "brings": "brought",
    "keeps": "kept",
    "finds": "found",
    "writes": "written",
    "leaves": "left",
    "feeds": "fed",
}


@cache
def noun_template(name: str, verb: str) -> str:
    """The template of what the call of a card gives, from the template of what it does."""
    own: dict[str, str] = knowledge.table("nouns")["noun"]
    if name in own:
        return own[name]
    verb = _AFTERTHOUGHT.sub("", verb)
    for pattern, form in _FORMS:
        if pattern.fullmatch(verb):
            return pattern.sub(form, verb)
    found = _GIVES_THE.fullmatch(verb) or _GIVES.fullmatch(verb)
    if found:
        return found.group(1)
    found = _DONE_TO_PART.fullmatch(verb)
    if found:
        verb, part, whole, rest = found.groups()
        return f"{whole} with its {part} {_participle(verb)}{rest}"
    found = _DONE_TO.fullmatch(verb)
    if found:
        return f"{found.group(2)} {_participle(found.group(1))}{found.group(3)}"
    if name.rpartition(".")[2][:1].isupper() and not verb.startswith("makes "):
        return f"an object that {verb}"
    return f"the result of a call that {verb}"


def _participle(verb: str) -> str:
    """ "turns" → "turned"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("ies"):
        return f"{verb[:-3]}ied"
    if verb.endswith(("sses", "shes", "ches", "xes")):
        return f"{verb[:-2]}ed"
    return f"{verb[:-1]}d" if verb.endswith("es") else f"{verb[:-1]}ed"
