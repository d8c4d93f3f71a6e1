"""The examples and near misses of rule files are their tests.

`failures(folder)` yields one plain line, with file and line, for everything wrong in a folder of
rules: malformed files, pages without a heading, slots that nothing fills, examples that another
rule wins, near misses that fire, rules whose order by examples goes in a circle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlexplain.diagnose import condition, order, template
from mlexplain.diagnose.book import Book, Entry, concepts, rule_files
from mlexplain.diagnose.facts import ENTITIES, MODULE_OF
from mlexplain.diagnose.rule import HEADINGS, Example, Rule, RuleError
from mlexplain.diagnose.rulefile import line_of, read_rule
from mlexplain.diagnose.slots import PLURAL
from mlexplain.diagnose.wording import MAKING
from mlexplain.report import Diagnosis, TraceReport
from mlexplain.resources import rules_dir

FEWEST_EXAMPLES = 3
FEWEST_NEAR_MISSES = 2

GRAMMAR_FACTS = {"exitcode", "signal", "pid", "local_rank", "rank", "host", "time"}
GRAMMAR_FACTS |= {"signal_name", "script", "kernel", "condition", "test"}
GRAMMAR_FACTS |= {"library", "status", "heap"}
"""Facts that the grammars of `trace` read and every rule may ask for."""


def failures(folder: Path, slugs: Collection[str] = ()) -> Iterator[str]:
    """Every problem of the rules in a folder (or of some of them), one line each."""
    good: list[Rule] = []
    for path in rule_files(folder):
        if slugs and path.stem not in slugs:
            continue
        try:
            rule = read_rule(path)
            rule.examples, rule.near_misses  # noqa: B018
            good.append(rule)
        except RuleError as error:
            yield str(error)
    book = Book.of((*_others({rule.slug for rule in good}), *good))
    for rule in good:
        yield from page_problems(rule)
        yield from wording_problems(rule)
        yield from set_problems(rule)
        yield from example_problems(rule, book)
    yield from order_problems(good, book)


def _others(slugs: set[str]) -> Iterator[Rule]:
    """The built-in rules beside those under test; malformed ones are left aside."""
    for path in rule_files(rules_dir()):
        if path.stem not in slugs:
            with suppress(RuleError):
                yield read_rule(path)


def page_problems(rule: Rule) -> Iterator[str]:
    """Headings, number of examples, links."""
    for heading in HEADINGS:
        if not rule.section(heading):
            yield f"{rule.path}:{rule.body_line}: no text under '## {heading}'"
    if len(rule.examples) < FEWEST_EXAMPLES:
        yield f"{rule.path}:{rule.body_line}: needs at least {FEWEST_EXAMPLES} examples"
    if len(rule.near_misses) < FEWEST_NEAR_MISSES:
        yield f"{rule.path}:{rule.body_line}: needs at least {FEWEST_NEAR_MISSES} near misses"
    patterns = len(rule.readers) + sum(m.pattern is not None for m in rule.matchers)
    if len(Entry(rule.path).hints) != patterns:
        yield f"{rule.path}:1: write each pattern as `pattern = …` on a line of its own"
    if not rule.fixes:
        yield f"{rule.path}:1: has no [[fix]]"
    if known := concepts():
        for name in rule.concepts:
            if name not in known:
                yield f"{rule.path}:1: no concept page {name!r}"


def slots(rule: Rule) -> set[str]:
    """Every name that the rule's own patterns and `set` tables may fill."""
    patterns = [m.pattern for m in rule.matchers if m.pattern] + [r.pattern for r in rule.readers]
    return {name for p in patterns for name, _ in p.slots} | {
        name for m in rule.matchers for name, _ in m.set
    }


def wording_problems(rule: Rule) -> Iterator[str]:
    """Templates and conditions that ask for what nothing tells."""
    fillable = slots(rule) | set(MODULE_OF) | GRAMMAR_FACTS | ENTITIES | {MAKING.strip("{}")}
    texts = [rule.title, rule.summary, rule.explanation]
    texts += [t for f in rule.fixes for t in (f.title, f.text, f.before, f.after, f.command)]
    texts += [t for c in rule.cases for t in (c.title, c.summary, c.explanation)]
    conditions = [m.when for m in rule.matchers] + [f.when for f in rule.fixes]
    conditions += [c.when for c in rule.cases]
    asked = [(text, template.check(text)) for text in texts if text]
    asked += [(text, condition.names(text)) for text in conditions if text]
    for text, names in asked:
        for name in sorted(names - fillable):
            yield (
                f"{rule.path}:{line_of(rule.front, text)}: nothing fills {name!r}: "
                "it is no slot of this rule and no fact"
            )


_PROSE = ("what", "remedy", "why", "how")
_SHOWN = re.compile(r"\{([a-z_]+)\}")


def set_problems(rule: Rule) -> Iterator[str]:
    """Words that a matcher sets with a slot in them that gives it no text: its braces would show."""
    for matcher in rule.matchers:
        slots = matcher.pattern.slots if matcher.pattern else ()
        told = {
            n for n, kind in slots if n not in PLURAL and kind not in ("shape", "names", "listed")
        }
        own = {name for name, value in matcher.set if isinstance(value, str | int | float)}
        for key, value in matcher.set:
            if key in _PROSE and isinstance(value, str):
                for name in sorted(set(_SHOWN.findall(value)) - told - own):
                    yield f"{rule.path}:1: {key!r} of a match names {name!r}, which gives it no text"


def example_problems(rule: Rule, book: Book) -> Iterator[str]:
    """Examples that the rule does not win or tells otherwise than stated; near misses that fire."""
    for example in rule.examples:
        for problem in _example(rule, example, diagnosed(example.log, book)):
            yield f"{rule.path}:{example.line}: example {example.name!r}: {problem}"
    for example in rule.near_misses:
        if any(d.rule == rule.slug for d in diagnosed(example.log, book).diagnoses):
            yield f"{rule.path}:{example.line}: near miss {example.name!r} is claimed"


def diagnosed(log: str, book: Book) -> TraceReport:
    """The report on an example's log by a given book."""
    from mlexplain.diagnose.log import diagnose_trace
    from mlexplain.trace.log import trace_log

    return diagnose_trace(trace_log(log), book)


def _example(rule: Rule, example: Example, report: TraceReport) -> Iterator[str]:
    won = [d.rule for d in report.diagnoses]
    first = example.expect.get("first", rule.slug)
    if not won:
        yield f"nothing is diagnosed (read: {_read(report)})"
    elif won[0] != first:
        yield f"{won[0]} stands first, not {first}"
    diagnosis = next((d for d in report.diagnoses if d.rule == rule.slug), None)
    if diagnosis is None:
        if won:
            yield f"is won by {', '.join(won)}"
        return
    yield from _told(example.expect, diagnosis)
    if "{" in diagnosis.title or not diagnosis.summary:
        yield "a slot of title or summary is not filled"


def _read(report: TraceReport) -> str:
    found = [u.exception or u.message[:60] for u in report.unrecognised]
    return ", ".join(found) or "no failure"


def _told(expect: Mapping[str, Any], told: Diagnosis) -> Iterator[str]:
    """Where a diagnosis differs from what the example states."""
    if where := expect.get("location"):
        place = f"{told.location.file}:{told.location.line}" if told.location else "nowhere"
        if not place.replace("\\", "/").endswith(where):
            yield f"location is {place}, not {where}"
    if wanted := expect.get("fix"):
        first = told.fixes[0] if told.fixes else None
        words = "\n".join(
            part or ""
            for part in (first and (first.title, first.text, first.after, first.command)) or ()
        )
        if wanted not in words:
            yield f"the first fix is {words!r}, without {wanted!r}"
    if unwanted := expect.get("no_fix"):
        for fix in told.fixes:
            if unwanted in f"{fix.title}\n{fix.text}\n{fix.after}\n{fix.command}":
                yield f"a fix mentions {unwanted!r}"
    if (text := expect.get("summary")) and text not in told.summary:
        yield f"the summary is {told.summary!r}, without {text!r}"
    for key in ("role", "severity", "exception", "count"):
        if key in expect and expect[key] != getattr(told, key):
            yield f"{key} is {getattr(told, key)!r}, not {expect[key]!r}"
    if "ranks" in expect and list(told.ranks) != expect["ranks"]:
        yield f"ranks are {list(told.ranks)}, not {expect['ranks']}"
    for key, value in expect.get("entities", {}).items():
        if key == "dtypes":
            value = [str(v).removeprefix("torch.") for v in value]
        if told.entities.get(key) != value:
            yield f"entity {key} is {json.dumps(told.entities.get(key))}, not {json.dumps(value)}"


def order_problems(rules: list[Rule], book: Book) -> Iterator[str]:
    """Circles in the order that examples give: A before B before … before A."""
    before = {rule.slug: _before(rule, book) for rule in rules}
    done: set[str] = set()

    def walk(slug: str, path: tuple[str, ...]) -> Iterator[str]:
        if slug in path:
            circle = (*path[path.index(slug) :], slug)
            at = next(rule.path for rule in book.rules if rule.slug == slug)
            yield f"{at}:1: order by examples goes in a circle: {' → '.join(circle)}"
            return
        if slug in done:
            return
        for later in before.get(slug, ()):
            yield from walk(later, (*path, slug))
        done.add(slug)

    for slug in before:
        yield from walk(slug, ())


def _before(rule: Rule, book: Book) -> list[str]:
    """The more general rules: those that also match an example of this one."""
    from mlexplain.diagnose.log import bench
    from mlexplain.diagnose.match import Views, matches
    from mlexplain.report import Trace

    found: dict[str, None] = {}
    for example in rule.examples:
        for failure in order.example_failures(example.log):
            test = bench(failure, Trace())
            claimed = [m.rule.slug for m in matches(Views(failure), book, test)]
            if rule.slug in claimed:
                found |= dict.fromkeys(s for s in claimed if s != rule.slug)
    return list(found)


def main(arguments: list[str]) -> int:
    """`python -m mlexplain.diagnose.examples FOLDER [SLUG …]`"""
    folder, slugs = Path(arguments[0]), set(arguments[1:])
    found = list(failures(folder, slugs))
    print("\n".join(found) or "All examples pass.")
    return 1 if found else 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
