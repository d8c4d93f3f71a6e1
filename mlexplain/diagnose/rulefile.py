"""One rule file: TOML front matter between `+++` lines, a Markdown page, examples, near misses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NoReturn

from mlexplain.diagnose import condition, template
from mlexplain.diagnose import pattern as patterns
from mlexplain.diagnose.pattern import Pattern
from mlexplain.diagnose.rule import Case, FixTemplate, Matcher, Reader, Rule, RuleError
from mlexplain.toml import tomllib

KINDS = ("cause", "symptom", "wrapper", "consequence", "warning")
WHERE = ("message", "frames", "notes", "log", "all")

_RULE = {"title", "severity", "kind", "exceptions", "summary", "explanation", "docs", "concepts"}
_RULE |= {"match", "read", "fix", "case", "report"}
_MATCH = {"pattern", "words", "entities", "where", "exceptions", "kinds", "when", "set"}
_READ = {"pattern", "where"}
_FIX = {"title", "text", "before", "after", "command", "when"}
_TEMPLATES = {"title", "summary", "explanation", "text", "before", "after", "command"}
_CASE = {"when", "summary", "explanation", "title"}


def read_rule(path: Path) -> Rule:
    """Read one rule file. Raises `RuleError`; `OSError` if it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"is not UTF-8 text ({error.reason})") from None
    return parse_rule(text, path)


def parse_rule(text: str, path: Path) -> Rule:
    """Read the text of a rule file. Raises `RuleError`."""
    if not text.startswith("+++\n"):
        raise RuleError(path, 1, "must begin with front matter between two lines of +++")
    front, closed, body = text[4:].partition("\n+++\n")
    if not closed:
        raise RuleError(path, 1, "the front matter is not closed by a line of +++")
    try:
        table = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        problem = re.sub(r" \(at .*\)$", "", str(error))
        raise RuleError(path, 1 + int(found.group(1)) if found else 1, problem) from None
    return _Builder(path, front, body).rule(table)


def line_of(front: str, text: str) -> int:
    """The line of the file on which a text of its front matter begins; 1 if it isn't found."""
    first = next((part for part in text.split("\n") if part.strip()), "")
    at = front.find(first)
    return front.count("\n", 0, at) + 2 if at >= 0 else 1


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


class _Builder:
    """Turns a table into a rule and says where in the file something is wrong."""

    def __init__(self, path: Path, front: str, body: str) -> None:
        self.path, self.front, self.body = path, front, body

    def rule(self, table: dict[str, Any]) -> Rule:
        self.known(table, _RULE, "the front matter")
        for key in ("title", "summary"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                raise RuleError(self.path, 1, f"{key} is missing")
        kind, severity = table.get("kind", "cause"), table.get("severity", "error")
        if kind not in KINDS:
            self.fail("kind", f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
        if severity not in ("error", "warning"):
            self.fail("severity", "severity must be error or warning")
        matchers = tuple(self.matcher(m, i) for i, m in enumerate(self.tables(table, "match")))
        if not matchers:
            raise RuleError(self.path, 1, "needs at least one [[match]]")
        self.readable(table)
        return Rule(
            slug=self.path.stem,
            group=self.path.parent.name,
            path=self.path,
            title=table["title"],
            summary=table["summary"],
            severity=severity,
            kind=kind,
            exceptions=self.strings(table, "exceptions"),
            explanation=table.get("explanation"),
            docs=self.strings(table, "docs"),
            concepts=self.strings(table, "concepts"),
            report=self.strings(table, "report"),
            matchers=matchers,
            readers=tuple(self.reader(r, i) for i, r in enumerate(self.tables(table, "read"))),
            fixes=tuple(self.fix(f, i) for i, f in enumerate(self.tables(table, "fix"))),
            cases=tuple(self.case(c, i) for i, c in enumerate(self.tables(table, "case"))),
            body=self.body,
            body_line=self.front.count("\n") + 4,
            front=self.front,
        )

    def readable(self, table: dict[str, Any]) -> None:
        """Refuse conditions and templates that cannot be read."""
        for entry in (table, *(e for k in ("match", "fix", "case") for e in self.tables(table, k))):
            for key, text in entry.items():
                try:
                    if key == "when":
                        condition.parse(text)
                    elif key in _TEMPLATES and isinstance(text, str):
                        template.check(text)
                except (condition.ConditionError, template.TemplateError) as error:
                    raise RuleError(self.path, line_of(self.front, text), str(error)) from None

    def matcher(self, entry: dict[str, Any], index: int) -> Matcher:
        self.known(entry, _MATCH, "[[match]]", "match", index)
        if ("pattern" in entry) == ("words" in entry):
            self.fail("[[match]]", "a [[match]] needs either pattern or words", index)
        words = tuple(
            tuple(word.lower() for word in ([group] if isinstance(group, str) else group))
            for group in self.words(entry, index)
        )
        for key in ("exceptions", "kinds"):
            if not _texts(entry.get(key, [])):
                self.fail(key, f"{key} must be a list of texts", index)
        for key in ("entities", "set"):
            if not isinstance(entry.get(key, {}), dict):
                self.fail(key, f"{key} must be a table: {{ name = value }}", index)
        return Matcher(
            pattern=self.pattern(entry, "match", index) if "pattern" in entry else None,
            words=words,
            entities=tuple(entry.get("entities", {}).items()),
            where=self.where(entry, "message", "match", index),
            exceptions=tuple(entry.get("exceptions", ())),
            kinds=tuple(entry.get("kinds", ())),
            when=entry.get("when"),
            set=tuple(entry.get("set", {}).items()),
        )

    def tables(self, table: dict[str, Any], key: str) -> list[Any]:
        """The [[key]] tables of the front matter."""
        entries = table.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            self.fail(key, f"write each {key} as a table of its own: [[{key}]]")
        return entries

    def words(self, entry: dict[str, Any], index: int) -> list[Any]:
        """The groups of words, of which any or all must be found."""
        groups = entry.get("words", [])
        if not isinstance(groups, list) or not all(isinstance(g, str) or _texts(g) for g in groups):
            self.fail("words", "words must be a list of texts, or of lists of texts", index)
        return groups

    def reader(self, entry: dict[str, Any], index: int) -> Reader:
        self.known(entry, _READ, "[[read]]", "read", index)
        if "pattern" not in entry:
            self.fail("[[read]]", "a [[read]] needs a pattern", index)
        return Reader(self.pattern(entry, "read", index), self.where(entry, "all", "read", index))

    def fix(self, entry: dict[str, Any], index: int) -> FixTemplate:
        self.known(entry, _FIX, "[[fix]]", "fix", index)
        if "title" not in entry or "text" not in entry:
            self.fail("[[fix]]", "a [[fix]] needs title and text", index)
        code = {k: entry[k].strip("\n") for k in ("before", "after", "command") if k in entry}
        return FixTemplate(entry["title"], entry["text"], **code, when=entry.get("when"))

    def case(self, entry: dict[str, Any], index: int) -> Case:
        self.known(entry, _CASE, "[[case]]", "case", index)
        if "when" not in entry:
            self.fail("[[case]]", "a [[case]] needs when", index)
        return Case(**entry)

    def pattern(self, entry: dict[str, Any], table: str, index: int) -> Pattern:
        try:
            return patterns.parse(entry["pattern"])
        except patterns.PatternError as error:
            self.fail(f"[[{table}]]", str(error), index)

    def where(self, entry: dict[str, Any], default: str, table: str, index: int) -> str:
        where = entry.get("where", default)
        if where not in WHERE:
            self.fail(f"[[{table}]]", f"where must be one of {', '.join(WHERE)}", index)
        return where

    def strings(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not _texts(value):
            self.fail(key, f"{key} must be a list of texts")
        return tuple(value)

    def known(
        self, table: Any, keys: set[str], what: str, header: str = "", index: int = 0
    ) -> None:
        if not isinstance(table, dict):
            self.fail(f"[[{header}]]", f"{what} must be a table", index)
        for key, value in table.items():
            if key in (_TEMPLATES | {"when", "pattern"}) and not isinstance(value, str):
                self.fail(key, f"{key} must be a text", index)
            if key not in keys:
                self.fail(
                    key, f"unknown key {key!r} in {what}: there are {', '.join(sorted(keys))}"
                )

    def fail(self, key: str, problem: str, index: int = 0) -> NoReturn:
        """Raise at the line of a key, or of the nth table of that name."""
        name = re.escape(key)
        start = name if key.startswith("[") else rf"(?:{name}\s*=|\[\[{name}\]\])"
        found = list(re.finditer(rf"^\s*{start}", self.front, re.M))
        at = found[min(index, len(found) - 1)] if found else None
        line = self.front.count("\n", 0, at.end()) + 2 if at else 1
        raise RuleError(self.path, line, problem)
