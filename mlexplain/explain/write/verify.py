"""Whether a written sentence says only what the code bears out.

A word that makes a claim ("subtracts", "gradient", "largest", "loop") is listed in
`rules/code/claims.toml` with what must be seen for it: operators, names of functions, words of the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mlexplain.explain import knowledge
from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.slots import tokens

_SLOT_OR_QUOTED = re.compile(r"`[^`]*`|<\d{1,2}>")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CODE_LIKE = re.compile(r"\w_\w|\w\(|\b[a-z]+[A-Z]\w*|[a-z]\.[a-z]\w|[=<>{}\[\]@#|\\]")
_ALLOWED = re.compile(r"PyTorch|NumPy|e\.g\.|i\.e\.")
_END = re.compile(r"[.!?:](?=\s|$)")
_MOST_WORDS = 75
_MOST_SENTENCES = 5
_MOST_REPEATED = 2
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that claim something, and what may stand behind it."""

    words: re.Pattern[str]
    shown: frozenset[str]
    """Operators, and beginnings of words."""


@cache
def claims() -> tuple[Claim, ...]:
    """All claims of the data file."""
    found = []
    for entry in knowledge.table("claims")["claim"]:
        stems = sorted(entry["words"], key=len, reverse=True)
        pattern = "|".join(
            re.escape(s[:-1]) + r"\b" if s.endswith("$") else re.escape(s) for s in stems
        )
        shown = {*entry.get("shown", ()), *(s.rstrip("$") for s in stems)}
        found.append(Claim(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), frozenset(shown)))
    return tuple(found)


def problems(text: str, prompt: StepPrompt) -> list[str]:
    """What speaks against a sentence that the model wrote, slots and all; empty where it may stand."""
    return list(_problems(text.strip(), prompt))


def _problems(text: str, prompt: StepPrompt) -> Iterator[str]:
    if not text or not text.endswith((".", ":", "!", ")")):
        yield "unfinished"
        return
    if prompt.restored(text) is None:
        yield "quotes what is not in the code"
        return
    plain = _SLOT_OR_QUOTED.sub(" ", text)
    if "`" in plain:
        yield "an open quotation"
    if not re.search(r"[A-Za-z]{2}", plain) or re.search(r"([^\w\s])\1{2}", plain):
        yield "no sentence"
    found = _CODE_LIKE.search(_ALLOWED.sub("", plain))
    if found:
        yield f"code outside quotation marks: {found.group()}"
    told = _SLOT_OR_QUOTED.sub(" x ", prompt.marked_facts)
    # "does this; the result is x" may become two sentences, alike in their ends.
    clauses = told.count(";")
    most_words = max(_MOST_WORDS, 3 * len(told.split()) // 2)
    most_ends = max(_MOST_SENTENCES, clauses + len(_END.findall(told)))
    if len(text.split()) > most_words or len(_END.findall(plain)) > most_ends:
        yield "too long"
    repeated = _repeated(_SLOT_OR_QUOTED.sub(" ", prompt.marked_facts))
    if _repeated(plain) > max(_MOST_REPEATED + 2 * clauses, repeated):
        yield "repeats itself"
    seen = evidence(prompt)
    for number in re.findall(r"\d+", plain):
        if number not in seen:
            yield f"a number that is not in the code: {number}"
    for claim in claims():
        said = claim.words.search(plain)
        if said and not _shown(claim, seen):
            yield f"nothing shows {said.group()!r}"


def _repeated(plain: str) -> int:
    """How many runs of four words have been there before."""
    words = plain.lower().split()
    four = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
    return len(four) - len(set(four))


def evidence(prompt: StepPrompt) -> frozenset[str]:
    """What the step shows: its operators, and the words of its code, its facts and its roles."""
    return _evidence(prompt.code, prompt.facts, prompt.roles)


@cache
def _evidence(code: str, facts: str, roles: tuple[tuple[str, str], ...]) -> frozenset[str]:
    seen: set[str] = set()
    for token in tokens(code):
        if token.kind == "other":
            seen.add(token.text)
            seen.add(token.text.rstrip("="))
        elif token.kind == "number":
            seen.add(token.text)
        else:
            seen.update(w.lower() for w in _PIECE.findall(token.text))
            seen.add(token.text.lower())
    for text in (facts, *(meaning for _, meaning in roles)):
        seen.update(w.lower() for w in _PIECE.findall(text))
    return frozenset(seen)


def _shown(claim: Claim, seen: frozenset[str]) -> bool:
    return any(_is_seen(sign.lower(), seen) for sign in claim.shown)


def _is_seen(sign: str, seen: frozenset[str]) -> bool:
    if not sign[:1].isalpha() or (len(sign) <= _SHORT and not sign.endswith("*")):
        return sign in seen
    return any(word.startswith(sign.rstrip("*")) for word in seen)
