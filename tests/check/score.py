"""How well the checker finds the bugs of the ground truth: `python -m tests.check.score --half open`.

Prints, per kind, how many bugs are reported at a right line and with a right kind, and how many
mended twins and clean files draw any report. Of the held half it shows counts alone, so that the
checker can't be tuned on it; of the open half also the names of what is missed or falsely flagged.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.check.ground_truth import Case, Expected, cases, clean_files


def findings(program: Sequence[Path]) -> list[Any]:
    """What the checker says of a program: one file alone, or the files of a folder together."""
    if len(program) == 1:
        from mlexplain.check.source import check_source

        return check_source(program[0].read_text(encoding="utf-8"), path=str(program[0]))
    from mlexplain.check.run import check_paths

    return list(check_paths([str(p) for p in program]).findings)


def _place(found: Any) -> tuple[str, int]:
    return Path(found.path).name, found.line


def found_at_line(expected: Expected, reported: Sequence[Any]) -> bool:
    return any(_place(f) in expected.places for f in reported)


def found_with_kind(expected: Expected, reported: Sequence[Any]) -> bool:
    return any(_place(f) in expected.places and f.kind in expected.kinds for f in reported)


def score(half: str) -> tuple[dict[str, Counter], list[str]]:
    """Counts by kind, and the labels of what went wrong."""
    rows: dict[str, Counter] = {}
    wrong = []
    for case in cases(half):
        row = rows.setdefault(case.kind, Counter())
        reported = findings(case.program("bad"))
        for expected in case.expected:
            row["bugs"] += 1
            row["line"] += found_at_line(expected, reported)
            hit = found_with_kind(expected, reported)
            row["line+kind"] += hit
            if not hit:
                wrong.append(f"missed {case.label} [{case.reach}]{_instead(case, reported)}")
        places = frozenset[tuple[str, int]]().union(*(e.places for e in case.expected))
        row["elsewhere"] += sum(_place(f) not in places for f in reported)
        flagged = findings(case.program("good"))
        row["twins flagged"] += bool(flagged)
        if flagged:
            wrong.append(f"twin of {case.label} flagged{_instead(case, flagged)}")
    return rows, wrong


def _instead(case: Case, reported: Sequence[Any]) -> str:
    said = ", ".join(f"{Path(f.path).name}:{f.line} {f.kind}" for f in reported)
    return f": reported {said}" if said else ""


COLUMNS = ("bugs", "line", "line+kind", "elsewhere", "twins flagged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("open", "held"), default="open")
    half = parser.parse_args().half
    rows, wrong = score(half)
    total = sum(rows.values(), Counter())
    print(f"{half:24}" + "".join(f"{c:>15}" for c in COLUMNS))
    for kind, row in [*sorted(rows.items()), ("all", total)]:
        print(f"{kind:24}" + "".join(f"{row[c]:>15}" for c in COLUMNS))
    flagged = [f for f in clean_files() if findings([f])]
    print(f"clean files flagged: {len(flagged)} of {len(clean_files())}")
    if half == "open":
        for line in [*wrong, *(f"clean {f.name} flagged" for f in flagged)]:
            print(line)


if __name__ == "__main__":
    main()
