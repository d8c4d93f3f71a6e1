"""What pasting, launchers, containers and mailers do to a log.

Every form takes lines and returns (origin, line) pairs; origin is the index of the line it came from,
or None for a line the form added, so that spans can be followed through.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

Worn = list[tuple[int | None, str]]
Form = Callable[[list[str]], Worn]


def prefixed(prefix: Callable[[int], str] | str) -> Form:
    """The same prefix, or one made from the line's index, before every line."""
    make = prefix if callable(prefix) else (lambda _: prefix)
    return lambda lines: [(i, f"{make(i)}{line}".rstrip()) for i, line in enumerate(lines)]


def clock(i: int) -> tuple[int, int, int]:
    seconds = 8 * 3600 + 22 * 60 + 41 + i // 40
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def compose(service: str = "trainer-1") -> Form:
    return prefixed(f"{service}  | ")


def docker_time(i: int) -> str:
    hour, minute, second = clock(i)
    return f"2024-03-11T{hour:02}:{minute:02}:{second:02}.{(i * 7919 + 104729) % 10**9:09}Z "


def journal(host: str, program: str, pid: int) -> Form:
    def stamp(i: int) -> str:
        hour, minute, second = clock(i)
        return f"Mar 11 {hour:02}:{minute:02}:{second:02} {host} {program}[{pid}]: "

    return prefixed(stamp)


def quoted(lines: list[str]) -> Worn:
    return [(i, f"> {line}".rstrip()) for i, line in enumerate(lines)]


def mailed(width: int = 76, quote: str = "") -> Form:
    """Long lines broken at spaces as mail programs do, continuation lines flush left."""

    def wear(lines: list[str]) -> Worn:
        worn: Worn = []
        for i, line in enumerate(lines):
            parts = textwrap.wrap(
                line,
                width,
                drop_whitespace=True,
                break_long_words=False,
                break_on_hyphens=False,
                replace_whitespace=False,
            ) or [""]
            if line[:1] == " ":
                parts[0] = line[: len(line) - len(line.lstrip())] + parts[0].lstrip()
            worn += [(i, f"{quote}{part}".rstrip()) for part in parts]
        return worn

    return wear


def terminal(width: int = 100) -> Form:
    """A narrow terminal's copy: broken in the middle of words at a fixed column."""

    def wear(lines: list[str]) -> Worn:
        worn: Worn = []
        for i, line in enumerate(lines):
            pieces = [line[k : k + width] for k in range(0, len(line), width)] or [""]
            worn += [(i, piece) for piece in pieces]
        return worn

    return wear


def stripped(lines: list[str]) -> Worn:
    """A web page's paste: indentation gone, `<module>` eaten as a tag."""
    return [(i, line.strip().replace("<module>", "")) for i, line in enumerate(lines)]


def last(count: int) -> Form:
    """Only the end of the log was pasted."""
    return lambda lines: [(i, line) for i, line in enumerate(lines)][-count:]


def first(count: int) -> Form:
    """The end of the log was lost."""
    return lambda lines: [(i, line) for i, line in enumerate(lines)][:count]


def windows(lines: list[str]) -> Worn:
    """Paths and line ends of Windows."""

    def turn(line: str) -> str:
        return re.sub(r"/home/(\w+)(/[^\s\"':,]*)", lambda m: backslashed(m), line)

    def backslashed(match: re.Match[str]) -> str:
        tail = match.group(2).replace("/lib/python3.11/site-packages", "/Lib/site-packages")
        return f"C:/Users/{match.group(1)}{tail}".replace("/", "\\")

    return [(i, turn(line) + "\r") for i, line in enumerate(lines)]


def framed(before: str = "", after: str = "") -> Form:
    """Someone's own words around it: a question, an issue, a mail."""

    def wear(lines: list[str]) -> Worn:
        worn: Worn = [(None, line) for line in before.strip("\n").split("\n") if before]
        worn += list(enumerate(lines))
        return worn + [(None, line) for line in after.strip("\n").split("\n") if after]

    return wear


def fenced(before: str, after: str = "", language: str = "") -> Form:
    """A Markdown block in an issue."""
    return framed(f"{before.strip()}\n\n```{language}", f"```\n\n{after.strip()}" if after else "```")


def coloured(lines: list[str]) -> Worn:
    """The colours of a Python 3.13 traceback on a terminal."""

    def turn(line: str) -> str:
        match = re.match(r'^(\s+File )("[^"]+")(, line )(\d+)(, in )(.+)$', line)
        if match:
            start, file, middle, number, into, name = match.groups()
            purple = "\x1b[35m"
            return (
                f"{start}{purple}{file}\x1b[0m{middle}{purple}{number}\x1b[0m"
                f"{into}{purple}{name}\x1b[0m"
            )
        match = re.match(r"^([\w.]*(?:Error|Exception|Interrupt))(: )(.*)$", line)
        if match:
            return f"\x1b[1;35m{match[1]}\x1b[0m{match[2]}\x1b[35m{match[3]}\x1b[0m"
        if re.match(r"^\s+[\^~]+$", line):
            return re.sub(r"[\^~]+", lambda m: f"\x1b[1;31m{m[0]}\x1b[0m", line)
        return line

    return lambda_map(turn)(lines)


def lambda_map(turn: Callable[[str], str]) -> Form:
    return lambda lines: [(i, turn(line)) for i, line in enumerate(lines)]


def ranks(count: int, pattern: str = "[rank{}]: ", step: int = 3) -> Form:
    """The same failure from several ranks, whose lines interleave in blocks."""

    def wear(lines: list[str]) -> Worn:
        worn: Worn = []
        for start in range(0, len(lines), step):
            for rank in range(count):
                for i in range(start, min(start + step, len(lines))):
                    line = lines[i].replace("cuda:0", f"cuda:{rank}")
                    worn.append((i, (pattern.format(rank) + line).rstrip()))
        return worn

    return wear


def uncaretted(lines: list[str]) -> Worn:
    """Python 3.10 and before print no caret lines."""
    return [(i, line) for i, line in enumerate(lines) if not re.match(r"^\s+[\^~]+$", line)]


def put_on(lines: list[str], forms: list[Form]) -> Worn:
    """The forms one after another."""
    worn: Worn = list(enumerate(lines))
    for form in forms:
        again = form([line for _, line in worn])
        worn = [(None if i is None else worn[i][0], line) for i, line in again]
    return worn
