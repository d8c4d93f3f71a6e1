"""The bundled model's lexicon, learned from the hand-written explanations.

python -m mlexplain.training.lexicon OUT.json
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.knowledge import idiom_entries, read_toml
from mlexplain.explain.write.lexicon import Lexicon, lexicon_of, stem, words
from mlexplain.resources import models_dir
from mlexplain.training.pairs import pairs_dir, read_pairs
from mlexplain.training.phrasing import idiom_wordings, phrasings
from mlexplain.training.singly import sentence_wordings

_HOLE = re.compile(r"\{\w+(?::\w+)?\}")
_NO_WORDS = re.compile(r"`[^`]*`|\[[^\]]*\]|\{[\w:]+\}")
_OPEN_TOPICS = 0.45
"""A word used in so large a share of the topics says nothing about code by itself."""


def build(topics: dict[str, list[str]]) -> dict[str, Any]:
    """Open words, and what may be said of each kind of sentence."""
    used_in: dict[str, set[str]] = defaultdict(set)
    for topic, texts in topics.items():
        for text in texts:
            for word in words(text):
                used_in[stem(word)].add(topic)
    free = {stem(w) for w in _open_words()} | _phrasing_words()
    free |= {w for w, where in used_in.items() if len(where) >= _OPEN_TOPICS * len(topics)}
    return {
        "open": sorted(free),
        "always": sorted({stem(w) for w in _open_words()}),
        "manners": _manners(),
        "words": sorted(_whole_words(topics)),
    }


def _whole_words(topics: dict[str, list[str]]) -> set[str]:
    """All words that were written by hand, in the forms that they have there."""
    by_table = (*knowledge.table("sentences").values(), *phrasings().values())
    said = [
        *(entry["says"] for entry in idiom_entries().values()),
        *(text for texts in (*_worded(), *topics.values()) for text in texts),
        *(_flat(each) for table in by_table for each in table.values()),
    ]
    return {*_open_words(), *(word for text in said for word in words(_HOLE.sub(" ", text)))}


def _worded() -> list[list[str]]:
    return [*idiom_wordings().values(), *sentence_wordings().values()]


def _flat(texts: str | list[str]) -> str:
    return texts if isinstance(texts, str) else " ".join(texts)


def _manners() -> list[dict[str, object]]:
    """For each kind of sentence of the analysis: how to know it, and the words of its phrasings."""
    found: list[dict[str, object]] = []
    for table, sentences in knowledge.table("sentences").items():
        for key, sentence in sentences.items():
            if table == "summary":
                continue
            texts = [sentence, *phrasings().get(table, {}).get(key, [])]
            plain = {stem(w) for t in texts for w in words(_HOLE.sub(" ", t))}
            found.append({"pieces": _HOLE.split(sentence.lower()), "words": sorted(plain)})
    for slug, texts in idiom_wordings().items():
        # The longest piece of plain words that is always said is enough to know its sentence by.
        says = " ".join(idiom_entries()[slug]["says"].split())
        piece = max(_NO_WORDS.split(says), key=len)
        plain = {stem(w) for t in (says, *texts) for w in words(_HOLE.sub(" ", t))}
        found.append({"pieces": [piece.lower()], "words": sorted(plain)})
    return found


def _open_words() -> list[str]:
    words: list[str] = read_toml(models_dir() / "recipe" / "names.toml")["open_words"]
    return words


def _phrasing_words() -> set[str]:
    return {
        stem(word)
        for table in phrasings().values()
        for texts in table.values()
        for text in texts
        for word in words(text.replace("{", "`").replace("}", "`"))
    }


def topics_of(paths: Iterable[Path]) -> dict[str, list[str]]:
    """All hand-written texts, by topic."""
    found: dict[str, list[str]] = {}
    for path in paths:
        texts = (text for pair in read_pairs(path) for text in pair.texts)
        found.setdefault(path.stem, []).extend(texts)
    return found


def lexicon_now() -> Lexicon:
    """The lexicon of the texts as they are, which the bundled one may be older than."""
    return lexicon_of(build(topics_of(sorted(pairs_dir().glob("*.toml")))))


def main(arguments: list[str]) -> int:
    content = build(topics_of(sorted(pairs_dir().glob("*.toml"))))
    Path(arguments[0]).write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
