"""Scores explanations over the snippets in this folder, or over those to practise on.

`python -m tests.explain.unseen.score [--practice] [--no-model] [--swapped] [--verbose]`

Prints sums alone; `--verbose` tells what each snippet lacks. For the unseen ones it is for
reviewers only (README.md says why).
`--swapped` holds each explanation against the facts of the next snippet: what chance gives.
"""

from __future__ import annotations

import argparse
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlexplain import explain
from mlexplain.report import Explanation, Step
from mlexplain.toml import tomllib

FOLDER = Path(__file__).parent
PRACTICE = FOLDER.parent / "practice"
GROUPS = ("plain", "opaque", "other")
NEAR = 3
"""A warning this many lines away from a planted bug is still at the bug."""

Alternatives = tuple[tuple[str, ...], ...]
"""All words of one of them must occur together."""


@dataclass(frozen=True)
class Statement:
    says: str
    any: Alternatives
    lines: tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    id: str
    group: str
    code: str
    facts: tuple[Statement, ...]
    never: tuple[Statement, ...]
    bug: Statement | None
    broken: bool

    @property
    def line_count(self) -> int:
        return len(self.code.splitlines())


@dataclass
class Verdict:
    snippet: Snippet
    stated: list[bool] = field(default_factory=list)
    """One for each fact."""
    false: list[tuple[Statement, str]] = field(default_factory=list)
    """The `never` statements found, with the sentences that make them."""
    foreign: list[str] = field(default_factory=list)
    """Names that the code does not have."""
    steps: int = 0
    by_model: int = 0
    seen: bool = False
    """A warning names the planted bug."""
    placed: bool = False
    """And stands at its line."""
    warnings: int = 0
    failed: str = ""


def snippets(folder: Path = FOLDER) -> Iterator[Snippet]:
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["snippet"]:
            yield _snippet(entry)


def _snippet(entry: dict[str, Any]) -> Snippet:
    def statement(item: dict[str, Any]) -> Statement:
        lines = item.get("lines") or [item.get("line", 1), item.get("line", 1)]
        return Statement(item["says"], tuple(tuple(words) for words in item["any"]), tuple(lines))

    return Snippet(
        id=entry["id"],
        group=entry["group"],
        code=entry["code"],
        facts=tuple(statement(item) for item in entry["facts"]),
        never=tuple(statement(item) for item in entry.get("never", ())),
        bug=statement(entry["bug"]) if "bug" in entry else None,
        broken=entry.get("broken", False),
    )


# ------------------------------------------------------------------------------- matching


def plain(text: str) -> str:
    """Lower case, one spelling, hyphens between words opened, quoting and line breaks gone."""
    text = re.sub(r"[`\s]+", " ", text.lower().replace("iz", "is"))
    return re.sub(r"(?<=[a-z0-9])-(?=[a-z])", " ", text).replace("back propag", "backpropag")


def says(any_of: Alternatives, text: str, repeating: bool = True) -> bool:
    """Whether all words of one alternative occur in the text.

    Unless `repeating` is enough, one of them must stand outside backticks, or be a number: a name
    taken over from the code does not explain it.
    """
    whole = plain(text)
    own = whole if repeating else plain(re.sub(r"`+([^`]*)`+", _without_names, text))
    for words in any_of:
        stems = [plain(word) for word in words]
        if all(_occurs(s, whole) for s in stems) and any(_occurs(s, own) for s in stems):
            return True
    return False


def _without_names(span: re.Match[str]) -> str:
    return " " if re.search(r"[^\W\d_]{2}", span[1]) else span[0]


def _occurs(word: str, text: str) -> bool:
    """A word of four letters or more is a stem; shorter ones may be inflected, numbers may not.

    Names are one word: `grad` is not found in `zero_grad`.
    """
    before = r"(?<![a-z0-9_])" if word[0].isalnum() else ""
    if not word[0].isalpha():
        after = r"(?![a-z0-9_])"
    elif len(word) < 4:
        after = rf"(?:{word[-1]}?(?:ed|ing)|e?s)?(?![a-z0-9_])"
    else:
        after = ""
    return re.search(before + re.escape(word) + after, text) is not None


def extents(steps: tuple[Step, ...]) -> Iterator[tuple[Step, int, int]]:
    """Each step with its first line and the last line of what is nested in it."""
    for place, step in enumerate(steps):
        last = step.lines[1]
        for inner in steps[place + 1 :]:
            if inner.depth <= step.depth:
                break
            last = max(last, inner.lines[1])
        yield step, step.lines[0], last


def texts_about(explanation: Explanation, lines: tuple[int, int]) -> Iterator[str]:
    """The summary, each parameter's text, and the text of each step that touches these lines."""
    yield explanation.summary
    yield from (f"`{p.name}`: {p.text}" for p in explanation.parameters)
    for step, first, last in extents(explanation.steps):
        if first <= lines[1] and lines[0] <= last:
            yield step.text


def sentences(explanation: Explanation) -> Iterator[str]:
    """What the explanation claims of the code; warnings speak of what is not there."""
    for text in (
        explanation.summary,
        *(p.text for p in explanation.parameters),
        *(step.text for step in explanation.steps),
    ):
        # A full stop or question mark inside quoted code ends no sentence.
        yield from (
            s for s in re.findall(r"(?:`[^`]*`|.)+?(?:[.;!?](?=\s|$)|$)", text, re.DOTALL) if s
        )


def foreign_names(explanation: Explanation, code: str) -> list[str]:
    """Names in the explanation, in backticks or with an underscore, that the code does not have."""
    known = set(re.findall(r"(?<!\w)[A-Za-z_]\w*", code)) | set(keyword.kwlist)
    told = dict.fromkeys(name for s in sentences(explanation) for name in _names(s))
    return [name for name in told if name not in known]


def _names(sentence: str) -> Iterator[str]:
    for span in re.findall(r"`+([^`]+)`+", sentence):
        yield from re.findall(r"(?<!\w)[A-Za-z_]\w*", span)
    bare = re.sub(r"`+[^`]+`+", " ", sentence)
    yield from re.findall(r"(?<!\w)[A-Za-z]\w*_\w+", bare)


# -------------------------------------------------------------------------------- judging


def judge(snippet: Snippet, explanation: Explanation) -> Verdict:
    verdict = Verdict(
        snippet,
        stated=[
            any(
                says(fact.any, text, repeating=False)
                for text in texts_about(explanation, fact.lines)
            )
            for fact in snippet.facts
        ],
        false=[
            (lie, s) for lie in snippet.never for s in sentences(explanation) if says(lie.any, s)
        ],
        foreign=foreign_names(explanation, snippet.code),
        steps=len(explanation.steps),
        by_model=sum(step.source == "model" for step in explanation.steps),
        warnings=len(explanation.warnings),
    )
    if snippet.bug:
        named = [w for w in explanation.warnings if says(snippet.bug.any, w.text)]
        verdict.seen = bool(named)
        verdict.placed = any(abs(w.line - snippet.bug.lines[0]) <= NEAR for w in named)
    return verdict


def judged(snippet: Snippet, model: str | None, facts_of: Snippet | None = None) -> Verdict:
    """The verdict on what is said of a snippet, or on how it meets another one's facts."""
    snippet, code = facts_of or snippet, snippet.code
    try:
        return judge(snippet, explain(code, model=model))
    except ValueError as error:
        return Verdict(snippet, stated=[False] * len(snippet.facts), failed=str(error))


# ------------------------------------------------------------------------------- printing


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} % ({part}/{whole})" if whole else "none"


def table(verdicts: list[Verdict]) -> str:
    """The sums, by group and together."""
    columns = [[v for v in verdicts if v.snippet.group == group] for group in GROUPS]
    rows = [("", *GROUPS, "all")]
    for name, figure in MEASURES.items():
        rows.append((name, *(figure(column) for column in (*columns, verdicts))))
    return "\n".join(f"{row[0]:32}" + "".join(f"{cell:>20}" for cell in row[1:]) for row in rows)


def _facts(verdicts: Iterable[Verdict]) -> str:
    stated = [each for v in verdicts for each in v.stated]
    return share(sum(stated), len(stated))


def _bugs(verdicts: Iterable[Verdict]) -> str:
    planted = [v for v in verdicts if v.snippet.bug]
    return share(sum(v.seen for v in planted), len(planted))


def _placed(verdicts: Iterable[Verdict]) -> str:
    return str(sum(v.placed for v in verdicts))


def _alarms(verdicts: Iterable[Verdict]) -> str:
    return str(sum(v.warnings for v in verdicts if not v.snippet.bug))


MEASURES = {
    "snippets": lambda vs: str(len(vs)),
    "not explained": lambda vs: str(sum(bool(v.failed) for v in vs)),
    "facts stated": _facts,
    "never statements hit": lambda vs: str(sum(len(v.false) for v in vs)),
    "names not in the code": lambda vs: str(sum(len(v.foreign) for v in vs)),
    "steps written by the model": lambda vs: share(
        sum(v.by_model for v in vs), sum(v.steps for v in vs)
    ),
    "planted bugs seen": _bugs,
    "  at their line": _placed,
    "warnings in snippets without bug": _alarms,
}


def misses(verdict: Verdict) -> Iterator[str]:
    """What a reviewer wants to see of one snippet."""
    snippet = verdict.snippet
    if verdict.failed:
        yield f"not explained: {verdict.failed}"
    for fact, stated in zip(snippet.facts, verdict.stated, strict=True):
        if not stated:
            yield f"not stated (lines {fact.lines[0]}-{fact.lines[1]}): {fact.says}"
    for lie, sentence in verdict.false:
        yield f"false ({lie.says}): {sentence}"
    if verdict.foreign:
        yield f"names not in the code: {', '.join(verdict.foreign)}"
    if snippet.bug and not verdict.seen:
        yield f"bug not seen (line {snippet.bug.lines[0]}): {snippet.bug.says}"
    if verdict.warnings and not snippet.bug:
        yield f"{verdict.warnings} warnings, no bug planted"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--practice", action="store_true", help="the snippets that may be read")
    parser.add_argument("--no-model", action="store_true", help="explain from the analysis alone")
    parser.add_argument("--swapped", action="store_true", help="with the facts of the next snippet")
    parser.add_argument("--verbose", action="store_true", help="what each lacks; reviewers only")
    options = parser.parse_args(arguments)
    model = None if options.no_model else "bundled"
    book = list(snippets(PRACTICE if options.practice else FOLDER))
    verdicts = []
    for snippet, following in zip(book, book[1:] + book[:1], strict=True):
        verdict = judged(snippet, model, following if options.swapped else None)
        verdicts.append(verdict)
        lines = list(misses(verdict)) if options.verbose else []
        if lines:
            print(f"{verdict.snippet.id} ({verdict.snippet.group})", *lines, "", sep="\n  ")
    print(table(verdicts))


if __name__ == "__main__":
    main()
