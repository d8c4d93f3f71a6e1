"""Errors told in a sentence: `I get "RuntimeError: …" as soon as …`, or a library's words alone.

Only short texts in which no grammar found a failure are asked, and only what a rule of the book
knows by the words of its message is told: commits, tests and logs of what was handled are full of
names of errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from mlexplain.diagnose.match import Match
from mlexplain.diagnose.pattern import normalise
from mlexplain.report import Failure, Line

_QUOTES = "`'\"“‘«"
_CLOSING = dict(zip(_QUOTES + "(（[", "`'\"”’»)）]", strict=True))
_NAMED = re.compile(
    r"(?:(?:^|[\s\u3000-\u9fff\uff00-\uffef])[`'\"“‘«(（\[>|*]{1,3} ?"
    r"|[:：,，][ \u3000]?|(?<=[\u3000-\u9fff\uff00-\uffef])"
    r"|\b(?:gets?|got|getting|gave|gives|error|errors|receive[ds]?|raise[ds]?|throws?|threw|says?|said"
    r"|with|is|was|an?|the|this|following|see|saw|hit|met) )"
    r"(?P<name>(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z]\w{0,60}(?:Error|Exception))"
    r"\s?[:：]\s(?P<message>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SQUEEZED = re.compile(
    r"Traceback \(most recent call last\) .{1,4000} (?P<name>(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z]\w{0,60}"
    r"(?:Error|Exception)): (?P<message>\S.*)$"
)
"""A notebook's output whose lines a page ran together."""
_ERROR = r"(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z]\w{0,60}(?:Error|Exception)"
_RUN_TOGETHER = re.compile(
    rf"(?:raise (?:\w{{1,60}}\.){{0,6}}(?P<raised>\w{{1,60}})\(.{{0,600}}?\s(?:\w{{1,60}}\.){{0,6}}(?P=raised)"
    rf"(?=: )|File \"[^\"]{{1,300}}\", line \d{{1,7}}\b.{{1,4000}}? {_ERROR}(?=: )|\w\( {_ERROR}(?=: )"
    r"|assert .{1,400} AssertionError(?=: )): (?P<message>\S.*)$"
)
"""A title: the last line of code and the exception's own line in one."""
_WIDE = re.compile(rf"(?:^|\s)(?P<name>{_ERROR})\s?[：，]\s?(?P<message>\S.*)$")
"""The colon behind the class as a Chinese or Japanese keyboard writes it."""
_BARE = re.compile(
    r"(?:^|(?<=[\s\u3000-\u9fff\uff00-\uffef]))[`'\"“‘«]{1,3}(?:✘ )?(?P<message>\S.*)$", re.S
)
_HEADS = re.compile(r": (?=[`'\"\w])")
_LEVEL = re.compile(
    r"(?i)\b(?:info|warn(?:ing)?|debug|notes?|tests?|handled?|fix(?:ed|es)?|feat|chore|docs?)\b|\d\d:\d\d"
)
_MENTIONED = re.compile(
    r"[0-9a-f]{7,40} |.{0,80}\b(?:[Ww]hat(?:'s| is) new|[Cc]hange ?log|[Rr]elease notes)\b"
    r"|.{0,200}\bno (?:more|longer) (?:an? )?[\w.]{1,80}(?:Error|Exception)\b"
)
"""Lines of a history, a headline of news: what they name was put right."""
_LOGGED = re.compile(r"(?:WARNING|ERROR):[\w.]{1,100}:(?P<message>\S.*)$")
"""A record as Python's `logging` prints it by default."""
_MOST = 4
"""Colons of a line behind which a message may begin."""
_AFTER = re.compile(r"(?i)(?:if|when|whenever|in case|raised|because)\b")
_CODE = re.compile(
    r"\s*(?:(?:raise|except|assert|return|import|from|def|class)\b|#|//|[-+@]{1,3}[ \w])"
)
_SHORTEST = 18
"""Characters of fixed text that a message without a class must share with a rule."""

Claim = Callable[[Failure], "Match | None"]


def told(lines: Sequence[Line], claim: Claim) -> tuple[Failure, ...]:
    """What rules know of the sentences of a short text, one failure for each rule; else a title
    that is code and exception in one, which says for certain that something failed."""
    found: dict[str, Failure] = {}
    raised: list[Failure] = []
    for paragraph in _paragraphs(lines):
        raised += islice(_titles(paragraph), 1)
        for failure in _candidates(paragraph):
            match = claim(failure)
            if match is not None and _certain(match, failure):
                found.setdefault(match.rule.slug, failure)
                break
    return tuple(found.values()) or tuple(raised[:1])


def _certain(match: Match, failure: Failure) -> bool:
    """Whether the rule goes by the message's own words, and a bare message begins with them."""
    pattern = match.matcher.pattern
    if match.evidence != "message" or pattern is None:
        return False
    if failure.exception:
        return True
    fixed = sum(len(words.strip()) for _, words in pattern.breaks)
    return fixed >= _SHORTEST and bool(pattern.regex.match(normalise(failure.message)))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if line.text and (not _CODE.match(line.text) or _RUN_TOGETHER.search(line.text)):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _candidates(block: Sequence[Line]) -> Iterator[Failure]:
    """What names of errors introduce, line by line, then quotes and lines as they are; each with
    the rest of its paragraph."""
    bare: list[Failure] = []
    for at, line in enumerate(block):
        if _MENTIONED.match(line.text):
            continue
        rest = "".join(f"\n{each.text.strip()}" for each in block[at + 1 :])
        span = (line.number, block[-1].number)
        yield from islice(_titles(block[at:]), int(bool(_RUN_TOGETHER.search(line.text))))
        named = _SQUEEZED.search(line.text) or _NAMED.search(line.text) or _WIDE.search(line.text)
        if named and not _AFTER.match(named["message"]):
            message = _closed(named["message"] + rest, line.text[: named.start("name")])
            yield Failure("python", named["name"], message, lines=span, complete=False)
        bare.append(Failure("line", None, line.text.strip() + rest, lines=span, complete=False))
        if logged := _LOGGED.match(line.text):
            message = logged["message"] + rest
            bare.append(Failure("line", None, message, lines=span, complete=False))
        for head in islice(_HEADS.finditer(line.text), _MOST):
            if not _LEVEL.search(line.text[: head.start()]):
                said = line.text[head.end() :] + rest
                bare.append(Failure("line", None, said, lines=span, complete=False))
        if quoted := _BARE.search(line.text):
            message = _closed(quoted["message"] + rest, line.text[: quoted.start("message")])
            bare.append(Failure("line", None, message, lines=span, complete=False))
    yield from bare


def _titles(block: Sequence[Line]) -> Iterator[Failure]:
    """The exceptions of lines that hold a statement and what it raised, each with what follows."""
    for at, line in enumerate(block):
        together = _RUN_TOGETHER.search(line.text)
        name = (
            re.search(r"[\w.]+$", line.text[: together.start("message") - 2]) if together else None
        )
        if together and name:
            rest = "".join(f"\n{each.text.strip()}" for each in block[at + 1 :])
            span = (line.number, block[-1].number)
            message = together["message"] + rest
            yield Failure("python", name[0], message, lines=span, complete=False)


def _closed(message: str, before: str) -> str:
    """The message up to the quote that was opened before it."""
    closing = _CLOSING.get(before.rstrip()[-1:])
    end = message.rfind(closing) if closing else -1
    return (message[:end] if end > 0 else message).strip()
