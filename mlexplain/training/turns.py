"""The turns of phrase of a training text, which the model is held to afterwards.

python -m mlexplain.training.turns models/explainer/turns.bin TEXT.jsonl.gz…
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mlexplain.explain.write.turns import Turns
from mlexplain.training.checksums import write_sums
from mlexplain.training.phrasing import idiom_wordings, phrasings
from mlexplain.training.singly import IN_OTHER_WORDS, sentence_wordings

_WITH_A_CLAUSE = re.compile(r"\{(?:verb|sentence|condition)\}", re.I)
"""Phrasings around more than a name."""


def turns_of(examples: Iterable[tuple[str, str]]) -> Turns:
    """All turns of phrase in the facts and answers of examples, each a prompt and its answer, and in what was
    written by hand."""
    return Turns.of(_texts(examples))


def _texts(examples: Iterable[tuple[str, str]]) -> Iterator[str]:
    for prompt, answer in examples:
        if prompt.endswith(IN_OTHER_WORDS):
            yield prompt.removesuffix(IN_OTHER_WORDS).rpartition("<facts>")[2]
            yield answer
    for fact, texts in sentence_wordings().items():
        yield from (fact, *texts)
    for texts in idiom_wordings().values():
        yield from texts
    for table in phrasings().values():
        for text in (text for texts in table.values() for text in texts):
            if not _WITH_A_CLAUSE.search(text):
                yield text.replace("{role}", "")


def _read(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                example = json.loads(line)
                yield example["prompt"], example["target"]


def main(arguments: list[str]) -> int:
    out, *texts = map(Path, arguments)
    turns = turns_of(_read(texts))
    turns.write(out)
    write_sums(out.parent)
    print(f"{len(turns)} turns of phrase")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
