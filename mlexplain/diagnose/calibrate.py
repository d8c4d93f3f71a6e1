"""Counts how often each class of evidence is right on the examples and near misses of all rules.

`python -m mlexplain.diagnose.calibrate` writes the counts to `rules/confidence.toml`.
"""

from __future__ import annotations

from mlexplain.diagnose.book import Book, load
from mlexplain.diagnose.confidence import evidence_class
from mlexplain.diagnose.log import match_failure
from mlexplain.diagnose.order import example_failures
from mlexplain.report import Trace
from mlexplain.resources import rules_dir


def counts(book: Book) -> dict[str, dict[str, int]]:
    """Claims and right claims by class of evidence.

    On an example the claims of its rule (and of the rule it says stands first) are right, all
    others wrong; on a near miss the claims of its rule are wrong, others are not counted.
    """
    found: dict[str, dict[str, int]] = {}
    for rule in book.rules:
        for example in (*rule.examples, *rule.near_misses):
            near_miss = example in rule.near_misses
            allowed = {rule.slug, example.expect.get("first", rule.slug)}
            allowed |= set(example.expect.get("others", []))
            for failure in example_failures(example.log):
                match = match_failure(failure, Trace(), book)
                if match is None or (near_miss and match.rule.slug != rule.slug):
                    continue
                if not near_miss and match.rule.kind in ("wrapper", "consequence", "warning"):
                    allowed.add(match.rule.slug)
                tally = found.setdefault(evidence_class(match), {"claims": 0, "right": 0})
                tally["claims"] += 1
                tally["right"] += match.rule.slug in allowed and not near_miss
    return found


def main() -> None:
    lines = ["# Written by `python -m mlexplain.diagnose.calibrate`: what each class of evidence"]
    lines += [
        "# claimed on the examples and near misses of all rules, and how often it was right.\n"
    ]
    for name, tally in sorted(counts(load()).items()):
        lines += [f"[{name}]", f"claims = {tally['claims']}", f"right = {tally['right']}\n"]
    (rules_dir() / "confidence.toml").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
