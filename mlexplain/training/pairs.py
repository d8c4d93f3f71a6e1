"""The hand-written explanations: read, and checked as their README asks.

python -m mlexplain.training.pairs [FILE…]
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlexplain.explain.knowledge import read_toml
from mlexplain.explain.write.slots import restore
from mlexplain.resources import models_dir

_QUOTED = re.compile(r"`[^`]*`")
_PRONOUN = re.compile(r"\b(?:we|our|us|you|your|this line of code|this code snippet)\b", re.I)
_CODE_LIKE = re.compile(r"\w_\w|\w\(\)|\b[a-z]+[A-Z]\w*|\w\.\w")
_ALLOWED_LIKE = re.compile(
    r"\b(?:e\.g|i\.e|PyTorch|NumPy|TorchScript|GitHub|OpenAI|LaTeX|JavaScript|pH|iPhone|macOS|tSNE|vLLM)\b"
)
_MOST_WORDS = 65
_MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Pair:
    """A step of code and what is said about it, in one to three ways."""

    topic: str
    number: int
    code: str
    before: str
    kind: str
    texts: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.topic}.toml, pair {self.number}"


def pairs_dir() -> Path:
    """Where the hand-written explanations lie in a checkout."""
    return models_dir() / "recipe" / "pairs"


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of one file. Raises `ValueError` naming the file where it is malformed."""
    found = []
    for number, entry in enumerate(read_toml(path).get("pair", []), start=1):
        texts = entry.get("text", [])
        found.append(
            Pair(
                topic=path.stem,
                number=number,
                code=textwrap.dedent(entry["code"]).strip("\n"),
                before=textwrap.dedent(entry.get("before", "")).strip("\n"),
                kind=entry.get("kind", "step"),
                texts=tuple([texts] if isinstance(texts, str) else texts),
            )
        )
    return found


def faults(pair: Pair) -> Iterator[str]:
    """What is wrong with a pair, in words."""
    for part in (pair.code, pair.before):
        try:
            ast.parse(part)
        except SyntaxError as error:
            yield f"does not parse: {error.msg} in line {error.lineno}"
            return
    if pair.kind not in ("step", "summary"):
        yield f"kind is {pair.kind!r}"
    if pair.code.count("\n") >= _MOST_ROWS:
        yield f"more than {_MOST_ROWS} rows"
    if not 1 <= len(pair.texts) <= 4:
        yield "needs one to four texts"
    for text in pair.texts:
        yield from _faults_of_text(text, pair)


def _faults_of_text(text: str, pair: Pair) -> Iterator[str]:
    plain = _QUOTED.sub("", text)
    if restore(text, {}, f"{pair.code}\n{pair.before}") is None:
        wrong = [
            q
            for q in _QUOTED.findall(text)
            if restore(q, {}, f"{pair.code}\n{pair.before}") is None
        ]
        yield f"not in the code: {', '.join(wrong)}"
    if re.search(r"\d", plain):
        yield f"a digit outside back-ticks: {text[:60]}"
    found = _PRONOUN.search(plain)
    if found:
        yield f"says {found.group()!r}: {text[:60]}"
    found = _CODE_LIKE.search(_ALLOWED_LIKE.sub("", plain))
    if found:
        yield f"code outside back-ticks near {found.group()!r}: {text[:60]}"
    if not 4 <= len(text.split()) <= _MOST_WORDS:
        yield f"{len(text.split())} words: {text[:60]}"
    if not text.rstrip().endswith((".", "!", ")", "`", ":")):
        yield f"no full stop: …{text[-30:]}"


def main(arguments: list[str]) -> int:
    """Check files, or all of them, and count. Exit status 1 where something is wrong."""
    files = [Path(a) for a in arguments] or sorted(pairs_dir().glob("*.toml"))
    codes = texts = wrong = 0
    seen: dict[str, str] = {}
    for path in files:
        try:
            pairs = read_pairs(path)
        except (ValueError, KeyError, TypeError) as error:
            print(f"{path.name}: {error!r}")
            wrong += 1
            continue
        codes += len(pairs)
        texts += sum(len(p.texts) for p in pairs)
        print(f"{path.stem:32} {len(pairs):5} codes {sum(len(p.texts) for p in pairs):5} pairs")
        for pair in pairs:
            for fault in [*faults(pair), *_repeated(pair, seen)]:
                print(f"  {pair.place}: {fault}")
                wrong += 1
    print(f"{codes} codes, {texts} pairs, {wrong} faults")
    return 1 if wrong else 0


def _repeated(pair: Pair, seen: dict[str, str]) -> Iterable[str]:
    for text in pair.texts:
        other = seen.setdefault(" ".join(text.lower().split()), pair.place)
        if other != pair.place:
            yield f"the same text as {other}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
