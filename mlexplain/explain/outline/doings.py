"""What a piece of code does, as verb phrases in the order of the code: "computes …", "returns …"."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence, Set
from typing import NamedTuple

from mlexplain.explain.outline.alike import says_again
from mlexplain.explain.outline.steps import Outline, OutlineStep
from mlexplain.explain.quoting import join_words

_SENTENCE = re.compile(r"(?:`[^`]*`|[^`.:]|[.:](?!\s|$))+[.:]?")
_ASIDE = re.compile(r" \([^()`]*\)")
"""What stands in parentheses: a sentence may be told without it where it is long."""
_FIRST = re.compile(r"([A-Z][a-z]+(?:s|es))\b(?! of\b)")
_RESULT = re.compile(
    r"(?:;| and keeps?| and) the result is .*$|; kept as .*$|,? and returns the result$"
    r"|; (?:otherwise the program stops with an error|else the test fails)$"
    r"|, with `[\w.]+`(?: set to| \(|, | and |$)(?!.* filled in$).*?(?=, then |, and finally |$)"
)
_LONGEST = 150
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
_TRAINS = "trains by gradient descent"
_CALLED = re.compile(r"(?<!that )\b[Cc]alls `(\w+)`")
_ROUND = re.compile(r"For each (?:[a-z]+ )?(`\w+`)")
_OUTPUT = frozenset(["Prints", "Saves", "Writes", "Shows", "Draws", "Plots"])
_TELLING = re.compile(
    r"Reads (?:the|a|an) \w+(?: \w+)? `|Computes .* for (?:every combination of|each) `"
    r"|.*, then (?:prints|writes|saves|shows|draws|plots) "
)
"""What goes in, what is computed for each group, and what comes out at the end of a chain."""
_INSIDE = re.compile(r"Writes .* to (?:the (?:new )?(?:column|columns)|entry|the \w+ entry|what) ")
"""What is written to a place within a value comes out nowhere yet."""
_WITH = re.compile(
    r"Inside this block|Opens .* (?:at the end of the block|at the end)\.|Waits for a free place"
    r"|Holds the lock|The changes of this block"
)
_CHAIN = re.compile(r", (?:then|and finally) .*$")
_QUOTED_ASIDE = re.compile(r" \((?:`[^`]*`|[^()`])*\)")
_LASTING = re.compile(
    r"(?:[Dd]eletes|[Ff]its(?! the parts)|[Tt]rains|[Ss]aves|[Uu]ploads"
    r"|[Cc]opies the (?:file|folder)|[Mm]oves the (?:file|folder)"
    r"|[Ii]nserts a row|[Uu]pdates the table|[Dd]eletes from the table) "
)
_HARMING = re.compile(r"(?:[Dd]eletes|[Mm]oves the (?:file|folder)) ")
"""What nobody wants done without being told when."""
_MOST_LASTING = 2
_OWN_CALLS = 3
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
    few: int = _FEW,
) -> list[str]:
    """The main things that the code of these lines does, in order; what stands in the functions
    `inner` is only done when those are called. Calls of functions that it has `defined` count.
    Where idioms tell of less than a `few` things, single sentences are added."""
    own = {line for first, last in spans for line in range(first, last + 1)}
    known = list(_of_idioms(outline, own))
    told = {line for f in outline.found if f.idiom.does for line in _lines(f.nodes)}
    apart = {line for node in inner for line in _lines((node,))}
    steps = [s for s in outline.steps if s.lines[0] in own - apart]
    steps = _not_counting_with(steps)
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
    if len(chosen) < few:
        more = sorted(others, key=lambda d: -d.weight)
        chosen += [d for d in more if d.weight > 0][: few - len(chosen)]
    if not chosen:
        chosen = others[:few]
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
    above: list[OutlineStep] = []
    for step in steps:
        above = [*(s for s in above if s.depth < step.depth), step]
        if told & set(range(step.lines[0], step.lines[1] + 1)):
            continue
        for sentence in _SENTENCE.findall(step.text):
            text = sentence.strip()
            if _LASTING.match(text):
                guarded = any(s.text.startswith("If ") for s in above) and _HARMING.match(text)
                for deed in _of_sentence(text[:1].upper() + text[1:], step.lines[0]):
                    said = f"{deed.text}, under a condition" if guarded else deed.text
                    found.setdefault(deed.text, deed._replace(text=said))
    return list(found.values())[:_MOST_LASTING]


def _not_counting_with(steps: Sequence[OutlineStep]) -> list[OutlineStep]:
    """The steps as if the blocks of `with` stood where these stand: they run in any case."""
    raised: list[OutlineStep] = []
    around: list[int] = []
    for step in steps:
        around = [depth for depth in around if depth < step.depth]
        raised.append(step._replace(depth=step.depth - len(around)))
        if _WITH.match(step.text):
            around.append(step.depth)
    return raised


def _lines(nodes: tuple[ast.stmt, ...]) -> Iterator[int]:
    for node in nodes:
        yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _of_idioms(outline: Outline, own: Container[int]) -> Iterator[Deed]:
    seen: set[str] = set()
    for found in sorted(outline.found, key=lambda f: f.nodes[0].lineno):
        does, line = found.idiom.does, found.nodes[0].lineno
        if does and does not in seen and line in own:
            seen.add(does)
            if does == _TRAINS and line in outline.lines_of_batches():
                does += ", batch by batch"
            trains = does.startswith("trains ")  # which is what the rest is for
            yield Deed(line, _RANK[found.idiom.level] + trains, does)


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
    called: dict[str, int] = {}
    rounds: dict[str, str] = {}
    above: list[OutlineStep] = []
    for step in steps:
        above = [s for s in above if s.depth < step.depth]
        for name in _CALLED.findall(step.text):
            if name in defined and name not in called:
                called[name] = step.lines[0]
                heads = (_ROUND.match(s.text) for s in reversed([*above, step]))
                rounds[name] = next((m.group(1) for m in heads if m), "")
        above.append(step)
    if called:
        groups: dict[str, list[str]] = {}
        for name in called:
            groups.setdefault(rounds[name], []).append(f"`{name}`")
        once = join_words(groups.pop("", []))
        each = [f"{join_words(names)} for each {of}" for of, names in groups.items()]
        said = ", and ".join(filter(None, [once, *each]))
        yield Deed(min(called.values()), _OWN_CALLS, f"calls {said}")


def _of_sentence(sentence: str, line: int) -> Iterator[Deed]:
    verb = _FIRST.match(sentence)
    if not verb or verb.group(1) in _NEVER or _NOUNS.match(sentence):
        return
    if sentence.endswith((":", "the loop.")):
        return
    text = _RESULT.sub("", sentence.rstrip(".").strip())
    if len(text) > _LONGEST:
        text = _RESULT.sub("", _ASIDE.sub("", text))
    if len(text) > _LONGEST and _LASTING.match(text):
        text = text.partition(", with ")[0]
    if len(text) > _LONGEST and _TELLING.match(text):
        text = _CHAIN.sub("", _QUOTED_ASIDE.sub("", text))
    if len(text) <= _LONGEST:
        slight = verb.group(1) in _MINOR or _SLIGHT.match(sentence) or _NOTICE.match(sentence)
        output = verb.group(1) in _OUTPUT and not _INSIDE.match(sentence)
        weight = 0 if slight else 2 if output or _TELLING.match(sentence) else 1
        yield Deed(line, weight, text[:1].lower() + text[1:])
