"""What a piece of code does, as verb phrases in the order of the code: "computes …", "returns …"."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence, Set
from typing import NamedTuple

from mlexplain.explain.context.surroundings import gives_way
from mlexplain.explain.outline.alike import FORMING, returned_again, says_again
from mlexplain.explain.outline.steps import Outline, OutlineStep
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk

_SENTENCE = re.compile(r"(?:`[^`]*`|[^`.:]|[.:](?!\s|$))+[.:]?")
_ASIDE = re.compile(r" \([^()`]*\)")
"""What stands in parentheses: a sentence may be told without it where it is long."""
_FIRST = re.compile(r"([A-Z][a-z]+(?:s|es))\b(?! of\b)")
_RESULT = re.compile(
    r"(?:;| and keeps?| and) the result is .*$|; kept as .*$|,? and returns the result$"
    r"|; (?:otherwise the program stops with an error|else the test fails)$"
    r"|, with `[\w.]+`(?: set to| \(|, | and |$).*$"
)
_LONGEST = 150
_LONGEST_CODE = 60
_LONGEST_WORDS = 130
_NESTED = re.compile(r"\bthe (?:sum|difference|product|quotient) of ")
"""Operations of which several in one phrase are hard to tell apart."""
_MOST_KEYS = 8
_FEW = 3
# Verbs of sentences that say little of a whole, and of those that say nothing of it.
_MINOR = frozenset(
    ["Sets", "Takes", "Notes", "Keeps", "Gives", "Closes", "Repeats", "Calls", "Starts"]
)
_NEVER = frozenset(
    [
        *("Imports", "Defines", "Does", "Goes", "Ends", "Refers", "Returns", "Stops"),
        *("Tries", "Evaluates", "Passes", "Declares", "Compares"),
        # Words that are no verbs, with which a whole sentence begins.
        *("This", "Its", "Parameters", "Values", "Gradients", "Rows", "Columns", "Tokens"),
        *("Arguments", "Entries", "Errors", "Lines", "Names", "Objects", "Words", "Always"),
        *("Thus", "Unless", "Across", "Besides", "Layers", "Elements", "Classes", "Others"),
        *("Weights", "Times"),
    ]
)
_NOUNS = re.compile(r"[A-Z][a-z]+s(?: \w+)? (?:are|is|were|have|has|do|may|can|must|will)\b")
_SLIGHT = re.compile(r"Makes (?:a tensor|an array|a new|a list|a dictionary|a double-ended)")
_NOTICE = re.compile(r"Prints `[\"'][^`]*[\"']`\.?$")
"""A text that is printed as it stands: "Done"."""
_CALLED = re.compile(r"\b[Cc]alls `(\w+)`")
_OUTPUT = frozenset(["Prints", "Saves", "Writes", "Shows", "Draws", "Plots"])
_LASTING = re.compile(
    r"(?:[Dd]eletes|[Ff]its|[Ss]aves|[Uu]ploads|[Cc]opies the (?:file|folder)|[Mm]oves the (?:file|folder)"
    r"|[Ii]nserts a row|[Uu]pdates the table|[Dd]eletes from the table) "
)
_MOST_LASTING = 2
_OWN_CALLS = 3
_WHOLLY = ("statements", "named")
"""Levels of idioms that tell whole statements, not a part of what they compute."""
_RANK = {"block": 3, "header": 3, "statements": 3, "named": 3, "expression": 2}


class Deed(NamedTuple):
    """One thing that is done."""

    line: int
    weight: int
    text: str


def deeds(
    outline: Outline,
    spans: Sequence[tuple[int, int]],
    most: int = 4,
    inner: Sequence[ast.stmt] = (),
    defined: Set[str] = frozenset(),
) -> list[str]:
    """The main things that the code of these lines does, in order; what stands in the functions
    `inner` is only done when those are called. Calls of functions that it has `defined` count."""
    own = {line for first, last in spans for line in range(first, last + 1)}
    known = list(_of_idioms(outline, own))
    told = {line for f in outline.found if f.idiom.does for line in _lines(f.nodes)}
    apart = {line for node in inner for line in _lines((node,))}
    steps = [s for s in outline.steps if s.lines[0] in own - apart]
    outermost = min((s.depth for s in steps), default=0)
    others = list(_of_calls(steps, defined))
    others.extend(
        d for s in steps if s.depth <= outermost + 1 and s.lines[0] not in told for d in _of_step(s)
    )
    if known:
        others = [d for d in others if not d.text.startswith("goes through")]
    known = _once(known)
    lasting = _lasting(steps, known)
    chosen = sorted(known, key=lambda d: -d.weight)[: most - len(lasting)] + lasting
    if len(chosen) < _FEW:
        more = sorted(others, key=lambda d: -d.weight)
        chosen += [d for d in more if d.weight > 0][: _FEW - len(chosen)]
    if not chosen:
        chosen = others[:_FEW]
    order = {id(d): place for place, d in enumerate([*known, *others, *lasting])}
    chosen.sort(key=lambda d: (d.line, order[id(d)]))
    texts = dict.fromkeys(d.text for d in chosen)
    return [t for t in texts if not any(o != t and o.startswith(t) for o in texts)]


def idiomatic(outline: Outline, span: tuple[int, int]) -> list[str]:
    """Of these lines, what idioms tell as a whole."""
    return [d.text for d in _once(list(_of_idioms(outline, range(span[0], span[1] + 1))))]


def _once(known: list[Deed]) -> list[Deed]:
    """Without those that another one tells as well; of two that tell the same, the first."""
    kept: list[Deed] = []
    for place, deed in enumerate(known):
        later = known[place + 1 :]
        again = any(says_again(deed.text, deed.line, k.text, k.line) for k in kept)
        wider = any(
            says_again(deed.text, deed.line, o.text, o.line)
            and not says_again(o.text, o.line, deed.text, deed.line)
            for o in later
        )
        if not again and not wider:
            kept.append(deed)
    return kept


def _lasting(steps: Sequence[OutlineStep], known: Sequence[Deed]) -> list[Deed]:
    """What stays done when the code has run, however deep it stands: files deleted, models fitted.

    An idiom that tells of the same line has said it."""
    told = {d.line for d in known}
    found: dict[str, Deed] = {}
    for step in steps:
        if told & set(range(step.lines[0], step.lines[1] + 1)):
            continue
        for sentence in _SENTENCE.findall(step.text):
            text = sentence.strip()
            if _LASTING.match(text):
                for deed in _of_sentence(text[:1].upper() + text[1:], step.lines[0]):
                    found.setdefault(deed.text, deed)
    return list(found.values())[:_MOST_LASTING]


def _lines(nodes: tuple[ast.stmt, ...]) -> Iterator[int]:
    for node in nodes:
        yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _of_idioms(outline: Outline, own: Container[int]) -> Iterator[Deed]:
    seen: set[str] = set()
    for found in sorted(outline.found, key=lambda f: f.nodes[0].lineno):
        does, line = found.idiom.does, found.nodes[0].lineno
        if does and does not in seen and line in own:
            seen.add(does)
            yield Deed(line, _RANK[found.idiom.level], does)


def _of_step(step: OutlineStep) -> Iterator[Deed]:
    sentences = [s.strip() for s in _SENTENCE.findall(step.text)]
    if not sentences:
        return
    if step.text.startswith("For each "):
        what = sentences[0][len("For each ") :].rstrip(":")
        inner = sentences[1] if len(sentences) > 1 else ""
        if inner:
            inner = inner[:1].upper() + inner[1:]
            for deed in _of_sentence(inner, step.lines[0]):
                text = f"{deed.text} for each {what}"
                if len(text) <= _LONGEST:
                    yield Deed(deed.line, deed.weight, text)
                    return
        yield Deed(step.lines[0], 1, f"goes through each {what}")
        return
    for sentence in sentences:
        yield from _of_sentence(sentence, step.lines[0])


def _of_calls(steps: Sequence[OutlineStep], defined: Set[str]) -> Iterator[Deed]:
    """The functions called that the code itself has defined, together at the first of them."""
    called = {n: s.lines[0] for s in reversed(steps) for n in _CALLED.findall(s.text)}
    own = sorted((line, name) for name, line in called.items() if name in defined)
    if own:
        names = join_words([f"`{name}`" for _, name in own])
        yield Deed(own[0][0], _OWN_CALLS, f"calls {names}")


def _of_sentence(sentence: str, line: int) -> Iterator[Deed]:
    verb = _FIRST.match(sentence)
    if not verb or verb.group(1) in _NEVER or _NOUNS.match(sentence):
        return
    if sentence.endswith((":", "the loop.")):
        return
    text = _RESULT.sub("", sentence.rstrip(".").strip())
    if len(text) > _LONGEST:
        text = _RESULT.sub("", _ASIDE.sub("", text))
    if len(text) <= _LONGEST:
        slight = verb.group(1) in _MINOR or _SLIGHT.match(sentence) or _NOTICE.match(sentence)
        weight = 0 if slight else 2 if verb.group(1) in _OUTPUT else 1
        yield Deed(line, weight, text[:1].lower() + text[1:])


def returned(unit: ast.FunctionDef | ast.AsyncFunctionDef, outline: Outline) -> str | None:
    """ "returns …" or "hands out …", where it can be said shortly."""
    own = list(_own(unit))
    yields = [n.value for n in own if isinstance(n, ast.Yield) and n.value is not None]
    if yields:
        said = _said(yields[-1], outline)
        if said and any(gives_way(unit)):
            return f"gives {said} to the block of the `with`"
        if said and any(gives_way(unit, ("fixture",))):
            return f"gives {said} to the test"
        return f"hands out {said}, one at a time" if said else None
    passed = [n.value for n in own if isinstance(n, ast.YieldFrom)]
    if passed:
        said = _said(passed[-1], outline)
        return f"hands out one by one what comes from {said}" if said else None
    values = [n.value for n in own if isinstance(n, ast.Return) and n.value is not None]
    if not values:
        return None
    ways = list(dict.fromkeys(_said(v, outline) for v in values))
    if 1 < len(ways) <= _FEW and all(ways):
        said = f"returns {' or '.join(filter(None, ways))}"
        if len(said) <= _LONGEST:
            return said
        return f"returns one of {'two' if len(ways) == 2 else 'three'} values, as the case may be"
    if not any(ways) and {outline.scope.kind(v) for v in values} == {"str"}:
        return "returns a text"
    if not ways[-1]:
        return None
    return f"returns {ways[-1]}" if len(ways) == 1 else f"in the end returns {ways[-1]}"


def ending(
    done: list[str],
    end: str | None,
    unit: ast.FunctionDef | ast.AsyncFunctionDef,
    outline: Outline,
) -> list[str]:
    """What is done and what is returned, without telling the same value twice."""
    if end is None:
        return done
    told = [d for d in done if not returned_again(d, end)]
    if end.startswith("hands out "):
        if any(
            f.idiom.does in told
            for f in outline.found
            if (f.idiom.does or "").startswith("hands out")
        ):
            return told
        told = [d for d in told if not d.startswith("hands out ")]
    last = unit.body[-1]
    wholly = [f for f in outline.found if f.nodes[-1] is last and f.idiom.level in _WHOLLY]
    formed = {f.idiom.does for f in wholly}
    whole = f"{told[-1][:1].upper()}{told[-1][1:]} and returns the result." if told else ""
    if told and any(
        s.lines[0] <= last.lineno <= s.lines[1] and whole in s.text for s in outline.steps
    ):
        return [*told[:-1], f"{told[-1]} and returns the result"]
    if told and told[-1] in formed and FORMING.match(told[-1]) and isinstance(last, ast.Return):
        only = sum(isinstance(n, ast.Return) for n in _own(unit)) == 1
        if only and last.value is not None and outline.describer.computed(last.value) is None:
            verb, _, value = told[-1].partition(" ")
            return [*told[:-1], f"{verb} and returns {value}"]
    return [*told, end]


def _said(value: ast.expr, outline: Outline) -> str | None:
    meant = outline.describer.meant(value)
    if meant:
        return meant
    computed = outline.describer.computed(value)
    if computed:
        return computed
    if isinstance(value, ast.Tuple) and value.elts:
        parts = [outline.words.code(e) for e in value.elts]
        joined = join_words(parts)
        return joined if len(joined) <= _LONGEST_CODE * 2 else None
    phrase = outline.words.phrase(value)
    if len(_NESTED.findall(phrase)) > 1:
        phrase = outline.describer.values.noun(value) or phrase
    if isinstance(value, ast.Dict) and len(phrase) > _LONGEST_WORDS:
        keys = [outline.words.code(k) for k in value.keys if isinstance(k, ast.Constant)]
        if keys and len(keys) == len(value.keys) <= _MOST_KEYS:
            return f"a dictionary with {join_words(keys)}"
    if len(phrase) <= _LONGEST_WORDS and "result of a call" not in phrase:
        return phrase
    if len(outline.words.text_of(value)) <= _LONGEST_CODE:
        return outline.words.code(value)
    if len(phrase) <= _LONGEST:
        return phrase
    if isinstance(value, ast.Call) and outline.words.makes_object(value.func):
        return f"a new {outline.words.code(value.func)} object"
    return "true or false" if outline.words.is_truth(value) else None


def _own(unit: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for node in ast.iter_child_nodes(unit):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        yield node
        yield from _own(node)


def inside(unit: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The functions and classes that a function defines."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [n for n in walk(unit) if isinstance(n, kinds) and n is not unit]
