"""Every message that a pattern describes gets a headline and a summary of its own.

A message is made of each pattern, with plain values in its slots; the headline must be neither the
slug that stands in for one, nor hold a slot that nothing has filled.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from mlexplain import diagnose

RULES = Path(__file__).parents[2] / "rules"
VALUES = {
    "device": "cuda:0",
    "dtype": "torch.float16",
    "shape": "[2, 3]",
    "size": "2.00 GiB",
    "float": "0.5",
    "cudaversion": "12020",
    "names": "'left', 'right'",
    "listed": "left, right",
    "path": "/data/part.bin",
    "version": "1.2.3",
    "repo": "team/model",
    "hex": "0x1f",
    "hexint": "0x1f",
    "quoted": "'part'",
    **dict.fromkeys(("int", "rank", "gpu"), "3"),
    **dict.fromkeys(("name", "word"), "part"),
    **dict.fromkeys(("phrase", "text"), "some words"),
}
OTHER_VIEWS = ("frames", "log", "notes")


def message(pattern: str) -> str:
    """The shortest text that a pattern describes."""
    text = re.sub(r"\(\(([^|()]*)\|?[^()]*\)\)", r"\1", pattern)
    before = None
    while before != text:
        before, text = text, re.sub(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", "", text)
    text = text.replace("{...}", " ")
    return re.sub(r"\{\w+:(\w+)\}", lambda slot: VALUES[slot.group(1)], text).replace("\\", "")


def logs(path: Path) -> list[str]:
    front = tomllib.loads(path.read_text("utf-8").split("+++")[1])
    made = []
    for match in front.get("match", ()):
        if "pattern" not in match or match.get("where") in OTHER_VIEWS:
            continue
        text = message(match["pattern"])
        if "python" in match.get("kinds", ["python"]):
            if not re.match(r"[\w.]*(?:Error|Exception|Warning)\b.*:", text):
                names = match.get("exceptions") or front.get("exceptions") or ["RuntimeError"]
                text = f"{names[0]}: {text}"
            text = (
                "Traceback (most recent call last):\n"
                f'  File "/home/ada/run.py", line 7, in <module>\n    out = step(batch)\n{text}\n'
            )
        made.append(text)
    return made


@pytest.mark.parametrize(
    "path", sorted(p for p in RULES.glob("*/*.md") if p.parent.name != "concepts"), ids=lambda p: p.stem
)
def test_every_message_gets_words_of_its_own(path: Path) -> None:
    for log in logs(path):
        for told in diagnose(log).diagnoses:
            assert told.title != told.rule, log
            assert told.summary != told.rule, log
            assert not re.search(r"\{[a-z_]+[}|]", f"{told.title} {told.summary}"), log
