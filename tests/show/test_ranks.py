"""What each rank tells: nothing lost, nothing twice, and no rank called the first without a reason."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from mlexplain import diagnose
from mlexplain.show.ranks import views
from tests.commands.process import ROOT

LOGS = ROOT / "tests" / "logs"


def log(name: str) -> str:
    return (LOGS / name).read_text("utf-8")


def ranked() -> list[Path]:
    """Logs of several processes, as their prefixes say."""
    return [p for p in sorted(LOGS.rglob("*.log")) if b"rank1]" in p.read_bytes()]


@pytest.mark.parametrize("path", ranked(), ids=lambda path: path.stem)
def test_each_rank_tells_its_own(path: Path) -> None:
    report = diagnose(path.read_text("utf-8", errors="replace"))
    everything, *ranks = views(report)
    assert everything.entries == (*report.diagnoses, *report.unrecognised)
    assert sum(bool(told.first) for told in (everything, *ranks)) <= 1
    alone = [rank for told in ranks for rank in told.ranks]
    assert len(alone) == len(set(alone))
    for told in ranks:
        assert told.entries and all(set(told.ranks) <= set(e.ranks) for e in told.entries)
    if ranks:
        assert not everything.ranks
        assert len(ranks) > 1
        assert all(a.entries != b.entries for a, b in combinations(ranks, 2))


def test_the_launcher_knows_who_failed_first() -> None:
    everything, first, second = views(diagnose(log("held/dist-peer-death/cause_on_rank_1.log")))
    assert (everything.ranks, everything.first) == ((), "")
    assert (first.ranks, first.first) == ((1,), "seen to fail first")
    assert (second.ranks, second.first) == ((0,), "")


def test_the_cause_need_not_be_what_the_launcher_saw_first() -> None:
    _, cause, other = views(diagnose(log("open/cuda-oom/torchrun_rank1.log")))
    assert (cause.ranks, cause.first, cause.entries[0].exception) == (
        (1,),
        "",
        "torch.OutOfMemoryError",
    )
    assert (other.ranks, other.first) == ((0,), "seen to fail first")


def test_ranks_that_tell_the_same_are_one_view() -> None:
    lines = log("../../docs/openllama.log").splitlines()[3:38]
    text = "\n".join(f"[rank{rank}]: {line}" for rank in (2, 0) for line in lines)
    (told,) = views(diagnose(text))
    assert told.ranks == (0, 2)


def test_one_process_has_no_ranks() -> None:
    (told,) = views(diagnose(log("../../docs/openllama.log")))
    assert told.ranks == () and len(told.entries) == 1
    assert views(diagnose("step 1\n"))[0].entries == ()
