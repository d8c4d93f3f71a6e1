"""What launchers, containers and loggers put before every line, learned from the lines themselves.

A named prefix that nothing else looks like (`[rank3]:`) is taken off wherever it stands. One that
ordinary text may hold too (`0: `) needs evidence: the parts of a traceback behind it, or nearly all
lines carrying it with labels that come back. Shapes that no name is known for are learned from
traceback lines that stand behind the same shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_TIME = (
    r"(?:\[?\d{4}[-/]\d\d[-/]\d\d[T _]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?"
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)"
)
_SYSLOG = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?P<host>[\w.-]{1,64}) "


@dataclass(frozen=True)
class Kind:
    """A known prefix. Groups named `rank` and `label` say who wrote the line."""

    name: str
    pattern: re.Pattern[str]
    certain: bool = False
    """Taken off wherever it stands, without further evidence."""
    columns: bool = False
    """Counts as evidence by itself where nearly all lines have it and labels come back."""


def _kind(name: str, pattern: str, **flags: bool) -> Kind:
    return Kind(name, re.compile(pattern), **flags)


KINDS = (
    _kind("torch", r"\[(?P<label>rank(?P<rank>\d{1,6}))\]:? ?", certain=True),
    _kind("mpirun", r"\[\d{1,6},(?P<rank>\d{1,6})\]<std(?:out|err|diag)>: ?", certain=True),
    _kind(
        "ray",
        r"\((?P<label>(?:[\w.<>\[\]-]{1,80} )?(?:rank=(?P<rank>\d{1,6}) )?pid=\d{1,9}"
        r"(?:, ip=[\w.:]{1,60})?)\) ?",
        certain=True,
    ),
    _kind("cri", rf"{_TIME} std(?:out|err) [FP] ", certain=True),
    _kind("buildkit", r"#\d{1,4} \d{1,7}\.\d{1,4} ", certain=True),
    _kind("kubectl", r"\[pod/(?P<label>[\w.-]{1,200}/[\w.-]{1,200})\] ", certain=True),
    _kind("elastic", r"\[(?P<label>[A-Za-z_]{1,30}(?P<rank>\d{1,6}))\]:", columns=True),
    _kind("bracket", r"\[(?P<rank>\d{1,6})\]: ?", columns=True),
    _kind("slurm", r" {0,4}(?P<rank>\d{1,6}):(?: |$)", columns=True),
    _kind(
        "host",
        r"(?P<label>(?:worker|node|gpu|rank|master|host)[-_]?(?P<rank>\d{1,5})"
        r"(?:\.[\w.-]{1,80})?):(?: |$)",
        columns=True,
    ),
    _kind("compose", r"(?P<label>[A-Za-z0-9][\w.-]{0,80}?) {0,40}\| ?", columns=True),
    _kind("journald", rf"{_SYSLOG}(?P<label>[\w./@-]{{1,80}}?(?:\[\d{{1,9}}\])?): ?", columns=True),
    # Where only records carry the time, it stays: their levels are read behind it.
    _kind("time", rf"{_TIME}(?: ?[-|:])? ?"),
    _kind("quote", r">(?!>>) ?"),
)

# By the character they begin with; 0 stands for all digits.
_STARTS = {"torch": "[", "mpirun": "[", "ray": "(", "cri": "0", "buildkit": "#", "kubectl": "["}
CERTAIN = {
    start: tuple(kind for kind in KINDS if _STARTS.get(kind.name) == start) for start in "[(#0"
}

# Parts of a traceback, as they look behind a prefix: indented frames and the header itself.
_PART = re.compile(r'Traceback \(most recent call last\):\s*$|  File "[^"]{1,400}", line \d')
_MARGINS = re.compile(r"[\s|+│E╭─>]*")
_DIGITS = re.compile(r"\d+")


def _frequent(kind: Kind, lines: Sequence[str]) -> bool:
    """Whether a look at a few lines lets it be a column."""
    few = lines[:: len(lines) // 16 + 1]
    return sum(bool(kind.pattern.match(line)) for line in few) * 4 >= len(few) * 3


def _is_part(rest: str) -> bool:
    return rest.startswith(("Traceback (", '  File "'))


@dataclass
class Prefixes:
    """The prefixes found so far in one log."""

    accepted: list[Kind] = field(default_factory=list)
    indent: int | None = None
    """What the whole paste is indented by, once its first lines are known."""

    def learn(self, lines: Sequence[str]) -> None:
        """Look for prefixes that these lines share; the outermost is found first."""
        lines = [line for line in lines if line and not line.isspace()]
        for _ in range(4):
            lines = [self._stripped(line) for line in lines]
            kind = self._evident([line for line in lines if line])
            if kind is None or kind in self.accepted:
                return
            self.accepted.append(kind)

    def split(self, line: str) -> tuple[str, str | None, int | None]:
        """The line without its prefixes, the stream and the rank that they state."""
        label: str | None = None
        rank: int | None = None
        for _ in range(5):
            match = self._match(line)
            if match is None:
                break
            groups = match.groupdict()
            found = groups.get("rank")
            if found is not None:
                rank = int(found)
            name = groups.get("label") or (f"rank{found}" if found is not None else None)
            if name:
                label = f"{label} {name}" if label else name
            line = line[match.end() :]
        return line, label, rank

    def _match(self, line: str) -> re.Match[str] | None:
        if not line:
            return None
        first = line[0]
        for kind in CERTAIN.get("0" if first.isdigit() else first, ()):
            if match := kind.pattern.match(line):
                return match
        for kind in self.accepted:
            if match := kind.pattern.match(line):
                return match
        return None

    def _stripped(self, line: str) -> str:
        return self.split(line)[0]

    def _evident(self, lines: Sequence[str]) -> Kind | None:
        parts = any('  File "' in line or "Traceback" in line for line in lines)
        for kind in KINDS:
            if kind.certain or kind in self.accepted:
                continue
            if not parts and not _frequent(kind, lines):
                continue
            matches = [match for line in lines if (match := kind.pattern.match(line))]
            behind = (self._stripped(match.string[match.end() :]) for match in matches)
            wanted = 1 if len(matches) == len(lines) > 1 else 2
            if parts and sum(map(_is_part, behind)) >= wanted:
                return kind
            if kind.columns and self._column(matches, len(lines)):
                return kind
            if kind.name == "quote" and len(matches) == len(lines) > 1:
                return kind
        return self._shape(lines) if parts else None

    @staticmethod
    def _column(matches: Sequence[re.Match[str]], total: int) -> bool:
        """Nearly all lines have it and its labels come back: a column, not a list of items."""
        if len(matches) < 6 or len(matches) * 10 < total * 9:
            return False
        labels = Counter(match.group(0) for match in matches)
        return len(labels) * 3 <= len(matches)

    @staticmethod
    def _shape(lines: Sequence[str]) -> Kind | None:
        """An unknown prefix: the same shape before at least two parts of a traceback."""
        shapes: Counter[str] = Counter()
        for line in lines:
            match = _PART.search(line) if ('  File "' in line or "Traceback" in line) else None
            if match is None or not 0 < match.start() <= 200:
                continue
            prefix = line[: match.start()]
            if not _MARGINS.fullmatch(prefix):
                shapes[_DIGITS.sub("0", prefix)] += 1
        for shape, count in shapes.most_common(1):
            if count >= 2:
                pattern = r"\d{1,30}".join(re.escape(part) for part in shape.split("0"))
                return Kind("learned", re.compile(pattern))
        return None
