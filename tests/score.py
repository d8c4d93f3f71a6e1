"""Scores the rule book over tests/logs.

`python -m tests.score [--part open|held|wanted|drawn] [--slug …] [--verbose]`

Every case is a log with what a diagnosis of it must say (tests/logs/README.md). Of the held and the
drawn part only sums are printed, so that rules can be scored on them without being written for them;
`--verbose` tells all. Files in tests/logs/healthy and tests/logs/foreign must give no diagnosis.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlexplain import diagnose
from mlexplain.report import Diagnosis, TraceReport, Unrecognised
from mlexplain.toml import tomllib

LOGS = Path(__file__).parent / "logs"
PARTS = ("open", "held")
WANTED = "wanted"
DRAWN = "drawn"
QUIET = ("held", DRAWN)
"""Parts of which sums alone are printed."""
UNKNOWN = "unknown"
"""In place of a family: an error of none, to be claimed by no rule and shown with the user's frame."""
MEASURES = ("cause", "frame", "lines", "entities", "fix", "others")
SILENT = ("healthy", "foreign")
DTYPES = {
    "half": "float16",
    "float": "float32",
    "double": "float64",
    "long": "int64",
    "int": "int32",
}


@dataclass(frozen=True)
class Case:
    part: str
    log: Path
    expected: dict[str, Any]

    @property
    def rule(self) -> str:
        return self.expected["rule"]

    def __str__(self) -> str:
        return f"{self.part}/{self.log.parent.name}/{self.log.stem}"


@dataclass
class Verdict:
    case: Case
    right: dict[str, bool] = field(default_factory=dict)
    """A measure that the case states nothing about is missing."""
    why: list[str] = field(default_factory=list)

    def set(self, measure: str, right: bool, why: str) -> None:
        self.right[measure] = right
        if not right:
            self.why.append(f"{measure}: {why}")


def cases(parts: tuple[str, ...] = PARTS, slugs: tuple[str, ...] = ()) -> Iterator[Case]:
    """The cases of these parts; of these rules or folders if any are named."""
    for part in parts:
        for path in sorted((LOGS / part).glob("*/*.toml")):
            case = Case(part, path.with_suffix(".log"), tomllib.loads(path.read_text("utf-8")))
            if not slugs or case.rule in slugs or path.parent.name in slugs:
                yield case


# ------------------------------------------------------------------------------ judging


def judge(case: Case, report: TraceReport) -> Verdict:
    """Hold a report against what the case expects. The first diagnosis must be the root cause."""
    verdict, expected = Verdict(case), case.expected
    found = report.diagnoses[0] if report.diagnoses else None
    told = found.rule if found else "nothing"
    if case.rule == UNKNOWN:
        return _unclaimed(verdict, report, told)
    right = told in (case.rule, *expected.get("accept", ()))
    verdict.set("cause", right, f"{told} instead of {case.rule}")
    root = found if right else None
    if "location" in expected:
        verdict.set("frame", *_frame(expected["location"], root))
    if "lines" in expected:
        first, last = expected["lines"]
        overlap = root is not None and root.lines[0] <= last and first <= root.lines[1]
        verdict.set("lines", overlap, f"{root and root.lines} beside {expected['lines']}")
    if expected.get("entities"):
        missing = _missing(expected["entities"], root)
        verdict.set("entities", not missing, f"not read: {missing}")
    if "fix_contains" in expected or "fix_any" in expected:
        verdict.set("fix", _fix(expected, root), _wanted(expected))
    if "roles" in expected or "others" in expected:
        absent = _absent(expected, report)
        verdict.set("others", not absent, f"not told: {', '.join(absent)}")
    return verdict


def _unclaimed(verdict: Verdict, report: TraceReport, told: str) -> Verdict:
    """An error of no family: nothing is claimed, and its own line and span are shown."""
    expected = verdict.case.expected
    right = told in ("nothing", *expected.get("accept", ()))
    verdict.set("cause", right, f"{told} of an error that no family has")
    shown: list[Diagnosis | Unrecognised] = [*report.diagnoses[:1], *report.unrecognised]
    if "location" in expected:
        frames = [_frame(expected["location"], error) for error in shown]
        verdict.set("frame", any(right for right, _ in frames), f"{[why for _, why in frames]}")
    if "lines" in expected:
        first, last = expected["lines"]
        overlap = any(error.lines[0] <= last and first <= error.lines[1] for error in shown)
        verdict.set("lines", overlap, f"{[e.lines for e in shown]} beside {expected['lines']}")
    return verdict


def _frame(expected: dict[str, Any], root: Diagnosis | Unrecognised | None) -> tuple[bool, str]:
    got = root.location if root else None
    if got is None:
        return False, f"none instead of {expected}"
    same = {
        "file": _same_file(expected.get("file", ""), got.file),
        "line": expected.get("line") == got.line,
        "function": expected.get("function") == (got.function or "").rpartition(".")[2],
    }
    place = f"{got.file}:{got.line} in {got.function}"
    return all(same[name] for name in expected), f"{place} instead of {expected}"


def _same_file(one: str, other: str) -> bool:
    one, other = one.replace("\\", "/"), other.replace("\\", "/")
    return one == other or one.endswith("/" + other) or other.endswith("/" + one)


def _missing(expected: dict[str, Any], root: Diagnosis | None) -> dict[str, Any]:
    """What was not read. The name under which a value was read is not judged."""
    read = list(_values({**root.entities, "rank": root.ranks})) if root else []
    lost = {}
    for name, value in expected.items():
        wanted = value if isinstance(value, list) else [value]
        gone = [item for item in wanted if not any(_same(name, item, got) for got in read)]
        if gone:
            lost[name] = gone
    return lost


def _values(value: Any) -> Iterator[Any]:
    """Every scalar, and every list of whole numbers (a shape), inside."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, (list, tuple)):
        if value and all(isinstance(item, int) for item in value):
            yield list(value)
        for inner in value:
            yield from _values(inner)
    else:
        yield value


def _same(name: str, wanted: Any, got: Any) -> bool:
    if name == "sizes" and isinstance(got, (int, float)):
        return abs(got - wanted) <= 0.006 * abs(wanted)
    if name == "shapes" or isinstance(got, list):
        return wanted == got
    return _plain(wanted) == _plain(got)


def _plain(value: Any) -> str:
    """One spelling of dtypes and CUDA versions (`c10::Half`, `torch.cuda.HalfTensor`; 11040)."""
    text = re.sub(r"^(torch\.|c10::|cuda\.)+|Tensor$", "", str(value)).lower()
    if re.fullmatch(r"1\d0\d0", text):
        text = f"{int(text) // 1000}.{int(text) % 1000 // 10}"
    return DTYPES.get(text, text)


def _fix(expected: dict[str, Any], root: Diagnosis | None) -> bool:
    if root is None or not root.fixes:
        return False
    fix = root.fixes[0]
    words = (fix.title, fix.text, fix.after, fix.command)
    text = _squeezed("\n".join(word for word in words if word))
    needed = [_squeezed(word) in text for word in expected.get("fix_contains", ())]
    any_of = [_squeezed(word) in text for word in expected.get("fix_any", ())]
    return all(needed) and (not any_of or any(any_of))


def _wanted(expected: dict[str, Any]) -> str:
    every = " and ".join(expected.get("fix_contains", ()))
    some = " or ".join(expected.get("fix_any", ()))
    return "the first fix lacks " + "; ".join(words for words in (every, some) if words)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("'", '"')


def _absent(expected: dict[str, Any], report: TraceReport) -> list[str]:
    told = {found.rule: found.role for found in report.diagnoses}
    wrong = [s for s, role in expected.get("roles", {}).items() if told.get(s) != role]
    named = expected.get("others", ())
    return wrong + [slug for slug in named if slug not in told]


# ----------------------------------------------------------------------------- printing


def rate(verdicts: list[Verdict], measure: str) -> str:
    marks = [v.right[measure] for v in verdicts if measure in v.right]
    return f"{sum(marks)}/{len(marks)} {sum(marks) / len(marks):6.1%}" if marks else "-"


def table(title: str, verdicts: list[Verdict], by_slug: bool) -> None:
    print(f"\n{title}: {len(verdicts)} logs")
    for measure in MEASURES:
        print(f"  {measure:10} {rate(verdicts, measure):>16}")
    if not by_slug:
        return
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.case.rule, []).append(verdict)
    weak = {slug: group for slug, group in groups.items() if any(v.why for v in group)}
    for slug, group in sorted(weak.items()):
        cells = (f"{m} {rate(group, m).split()[0]}" for m in MEASURES if rate(group, m) != "-")
        print(f"    {slug:26} {'  '.join(cells)}")


def false_claims() -> tuple[int, list[str]]:
    """How many logs must stay silent, and those that do not."""
    claims, count = [], 0
    for folder in SILENT:
        for path in sorted((LOGS / folder).rglob("*")):
            if path.is_file() and path.suffix not in (".toml", ".md", ".py"):
                count += 1
                told = [found.rule for found in diagnose(path.read_bytes()).diagnoses]
                if told:
                    claims.append(f"{path.relative_to(LOGS)}: {', '.join(told)}")
    return count, claims


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.score", description=__doc__)
    parser.add_argument(
        "--part", choices=(*PARTS, WANTED, DRAWN), help="one part (default: open and held)"
    )
    parser.add_argument("--slug", nargs="+", default=[], help="only these rules")
    parser.add_argument("--verbose", action="store_true", help="tell held failures too")
    options = parser.parse_args(argv)
    start = time.perf_counter()
    chosen = tuple(cases((options.part,) if options.part else PARTS, tuple(options.slug)))
    verdicts = [judge(case, diagnose(case.log.read_bytes())) for case in chosen]
    for verdict in verdicts:
        if verdict.why and (verdict.case.part not in QUIET or options.verbose):
            print(f"{verdict.case}\n    " + "\n    ".join(verdict.why))
    for part in (*PARTS, WANTED, DRAWN):
        of_part = [v for v in verdicts if v.case.part == part]
        if of_part:
            table(part, of_part, by_slug=True)
    if not options.slug:
        count, claims = false_claims()
        print(f"\nfalse claims: {len(claims)} of {count} healthy and foreign logs")
        for claim in claims:
            print(f"  {claim}")
    print(f"\n{time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
