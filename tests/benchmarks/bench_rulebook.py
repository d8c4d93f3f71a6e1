"""How long the rule book takes: reading it all, and diagnosing every example once.

python -m tests.benchmarks.bench_rulebook [ROUNDS]
"""

from __future__ import annotations

import sys
import time

from mlexplain.diagnose import book
from mlexplain.diagnose.log import diagnose_log


def milliseconds(rounds: int) -> float:
    """Reading every file and what to search for in each; the best of some rounds."""
    times = []
    for _ in range(rounds):
        book.load.cache_clear()
        start = time.perf_counter()
        for entry in book.load().entries:
            assert entry.hints is not None
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    spent = milliseconds(rounds)
    loaded = book.load()
    print(f"rule book of {len(loaded.entries)} files: {spent:.1f} ms (aim 60)")
    start = time.perf_counter()
    assert loaded.rules
    parsing = 1e3 * (time.perf_counter() - start)
    print(f"parsing all of them, which no diagnosis needs: {parsing:.0f} ms")
    logs = [example.log for rule in loaded.rules for example in rule.examples]
    for log in logs:
        diagnose_log(log)
    start = time.perf_counter()
    for log in logs:
        diagnose_log(log)
    each = 1e3 * (time.perf_counter() - start) / len(logs)
    print(f"diagnosing {len(logs)} examples: {each:.1f} ms each")


if __name__ == "__main__":
    main()
