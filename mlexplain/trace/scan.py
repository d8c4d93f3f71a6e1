"""The parts of a large log that may hold failures, found without reading its lines.

Nearly all lines of a healthy log are progress. The raw bytes are searched for the few words that
every grammar needs, and only windows around them are read line by line; newlines are counted, so
that every line keeps its number. The words are searched with a SIMD multi-pattern search
(`ahocorasick_rs`) or, where that is not installed, with `re`, which is slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

BEFORE = 3 << 10
AFTER = 5 << 10
"""Bytes of context around a word."""
ENDS = 64 << 10
"""Bytes that are always read at the start (settings, commands) and the end (what came last)."""
MAX_WINDOW = 1 << 20

# Translated tracebacks are pastes, never large logs: their words are not searched for.
_WORDS = (
    "Traceback|Error|Exception|Warning:|ERROR|CRITICAL|FATAL|SEVERE|Interrupt|SystemExit|"
    "StopIteration|OutOfMemory|Unsupported|Expired|ProcessPool|Terminated|gaierror|"
    "socket.timeout|illed|egmentation fault|us error|borted|llegal |"
    "loating point exception|core dumped|trace trap|Segfault|terminate called|"
    "terminating|what():|Timeout (|Assertion|oom-kill|oom_kill|oom kill|Out of memory|"
    "Out Of Memory| code |exitcode|local_rank:|CANCELLED| signal |NCCL WARN|.cpp:|.cc:]|"
    "fatal|: error|command not found|initialize NVML|No devices were|No module named|"
    "can't open file|such file or dir|space left on|ermission denied|shared object|"
    'ninja:|quota exceeded|File "|Cell In|Input In|ipython-input|____|NVIDIA-SMI'
)
WORDS: tuple[bytes, ...] = tuple(_WORDS.encode().split(b"|"))
"""What every failure has on its first line or near it: 64 at most, or the search slows down."""
_LONGEST_WORD = 32

Finder = Callable[[bytes], "list[tuple[int, int]]"]


class Window(NamedTuple):
    """Neighbouring lines of the log, as UTF-8, and the number of the first."""

    first: int
    data: bytes


class Size:
    """How much of a log has been read."""

    def __init__(self, size: int = 0, lines: int = 0) -> None:
        self.bytes = size
        self.lines = lines
        self.ahead: Callable[[], int] = int
        """Bytes that other processes have scanned and that are not counted yet."""

    @property
    def scanned(self) -> int:
        """Bytes that this and other processes have scanned."""
        return self.bytes + self.ahead()


def finder() -> Finder:
    """Starts and ends of all words in a piece of a log."""
    try:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind
    except ImportError:
        search = re.compile(b"|".join(map(re.escape, WORDS))).finditer
        return lambda data: [match.span() for match in search(data)]
    automaton = BytesAhoCorasick(WORDS, matchkind=MatchKind.LeftmostFirst)
    find = automaton.find_matches_as_indexes
    return lambda data: [(start, end) for _, start, end in find(data)]


class _Open:
    """The window that is being put together."""

    def __init__(self) -> None:
        self.first = 1
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, part: bytes) -> Iterator[Window]:
        """Append neighbouring bytes; what is too much leaves as a window of its own."""
        self.parts.append(part)
        self.size += len(part)
        if self.size > MAX_WINDOW:
            whole = b"".join(self.parts)
            cut = _cut(whole)
            yield Window(self.first, whole[:cut])
            self.first += whole.count(b"\n", 0, cut)
            self.parts = [whole[cut:]] if cut < len(whole) else []
            self.size = len(whole) - cut

    def close(self) -> Iterator[Window]:
        if self.parts:
            yield Window(self.first, b"".join(self.parts))
        self.parts, self.size = [], 0


def windows(
    chunks: Iterable[bytes], size: Size, head: bool = True, tail: bool = True
) -> Iterator[Window]:
    """The windows of a log in order. They do not overlap; `size` grows as the scan goes on.

    `head` and `tail` say whether the chunks begin and end where the log does.
    """
    find = finder()
    kept = b""  # the end of what is scanned: context for a word at the start of the next piece
    wanted = ENDS if head else 0  # offset up to which everything is read
    done = 0  # offset up to which everything was read
    window = _Open()
    for piece in chunks:
        base = size.bytes - len(kept)
        spans = _spans(find, kept, piece)
        if wanted > done:
            spans.insert(0, (done - base, wanted - base))
        if spans:
            data = kept + piece
            first = size.lines - kept.count(b"\n") + 1
            for start, end in _merged(data, spans, done - base):
                if base + start > done:
                    yield from window.close()
                if not window.parts:
                    window.first = first + data.count(b"\n", 0, start)
                done = base + end
                yield from window.add(data[start:end])
            wanted = max(wanted, base + spans[-1][1])
            if done == base + len(data) and b"\n" in data[-ENDS:-1] and data[-1:] != b"\n":
                wanted = max(wanted, done + 1)  # the rest of the line comes with the next piece
        size.bytes += len(piece)
        size.lines += piece.count(b"\n")
        kept = _tail(kept, piece)
    rest = kept[max(0, len(kept) - (size.bytes - done)) :] if tail else b""
    if rest and done < size.bytes - len(rest):
        yield from window.close()
    if rest and not window.parts:
        window.first = size.lines - rest.count(b"\n") + 1
    if rest:
        yield from window.add(rest)
    yield from window.close()
    if tail and kept and not kept.endswith(b"\n"):
        size.lines += 1


def _spans(find: Finder, kept: bytes, piece: bytes) -> list[tuple[int, int]]:
    """Words and their surroundings as offsets into `kept + piece`."""
    shift = len(kept)
    seam = kept[-_LONGEST_WORD:]
    found = [
        (start + shift - len(seam), end + shift - len(seam))
        for start, end in find(seam + piece[:_LONGEST_WORD])
    ]
    found += [(start + shift, end + shift) for start, end in find(piece)]
    return [(start - BEFORE, end + AFTER) for start, end in found]


def _tail(kept: bytes, piece: bytes) -> bytes:
    """The last ENDS bytes, from the start of a line on."""
    whole = piece if len(piece) > ENDS else kept + piece
    if len(whole) <= ENDS:
        return whole
    return whole[whole.find(b"\n", len(whole) - ENDS, -1) + 1 or len(whole) - ENDS :]


def _merged(data: bytes, spans: list[tuple[int, int]], least: int) -> list[tuple[int, int]]:
    """Spans widened to whole lines, joined where they touch, none of them before `least`."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and end <= merged[-1][1]:
            continue
        start = max(_line_start(data, start), least, 0)
        end = min(end, len(data))
        newline = data.find(b"\n", end - 1) + 1 if end < len(data) else 0
        end = newline or len(data)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _line_start(data: bytes, offset: int) -> int:
    return data.rfind(b"\n", 0, offset) + 1 if offset > 0 else 0


def _cut(window: bytes) -> int:
    """Where a window that is too large is cut: before a traceback in its second half."""
    header = window.rfind(b"Traceback (most recent call last)", len(window) // 2)
    return _line_start(window, header if header > 0 else len(window)) or len(window)
