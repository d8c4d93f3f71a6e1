"""The windows of a large regular file, scanned by several processes at once.

The file is cut where nothing of interest is near, so that no window crosses a cut; each further
part is scanned by a forked process, which leaves its windows in a temporary file.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from mlexplain.read.decode import CHUNK, encoding
from mlexplain.trace.scan import AFTER, BEFORE, Size, Window, finder, windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    Counts = memoryview[int] | list[int]

LEAST = 64 << 20
"""Bytes from which a second process pays for itself."""
MOST = 4
_FIRST_SHARE = 0.6
"""The first part is read by the process that also reads what all windows hold, and gets ready to
diagnose it while the others go on."""
_NEAR = 2 * (BEFORE + AFTER)
_BOM = b"\xef\xbb\xbf"


class _Part(NamedTuple):
    number: int
    start: int
    end: int
    last: bool


def file_windows(
    source: object, size: Size, meanwhile: Callable[[], object]
) -> Iterator[Window] | None:
    """The windows of an open file; None where it is too small, no regular file, or not UTF-8.

    `meanwhile` is called when the windows of the first part have been given, while other processes
    still scan.
    """
    cpus = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if cpus < 2 or not _alone():
        return None
    try:
        handle = source.fileno()  # type: ignore[attr-defined]
        start: int = source.tell()  # type: ignore[attr-defined]
        status = os.fstat(handle)
    except (AttributeError, OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size - start < LEAST:
        return None
    head = os.pread(handle, CHUNK, start)
    if encoding(head) not in ("utf-8", "utf-8-sig"):
        return None
    start += len(_BOM) if head.startswith(_BOM) else 0
    cuts = pairwise(_cuts(handle, start, status.st_size, min(cpus, MOST)))
    parts = [_Part(number, *ends, ends[1] == status.st_size) for number, ends in enumerate(cuts)]
    return _in_order(handle, parts, size, meanwhile)


def _alone() -> bool:
    """Whether this process may fork: other threads could hold locks that the child needs."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _cuts(handle: int, start: int, end: int, count: int) -> list[int]:
    """The ends of the parts, the start of the first one in front."""
    share = (end - start) / (count - 1 + _FIRST_SHARE)
    find = finder()
    cuts = [start]
    for number in range(count - 1):
        at = start + int(share * (number + _FIRST_SHARE))
        for _ in range(64):
            near = os.pread(handle, 2 * _NEAR, max(start, at - _NEAR))
            line = near.find(b"\n", _NEAR)
            if 0 <= line < _NEAR + _NEAR // 2 and not find(near):
                cuts.append(max(start, at - _NEAR) + line + 1)
                break
            at += 2 * _NEAR
    return [*sorted({cut for cut in cuts if cut < end}), end]


def _windows(handle: int, part: _Part, size: Size, scanned: Counts) -> Iterator[Window]:
    return windows(_chunks(handle, part, scanned), size, part.number == 0, part.last)


def _chunks(handle: int, part: _Part, scanned: Counts) -> Iterator[bytes]:
    at = part.start
    while at < part.end and (piece := os.pread(handle, min(CHUNK, part.end - at), at)):
        yield piece
        at += len(piece)
        scanned[part.number] = at - part.start


def _in_order(
    handle: int, parts: list[_Part], size: Size, meanwhile: Callable[[], object]
) -> Iterator[Window]:
    import signal
    from mmap import mmap

    scanned = memoryview(mmap(-1, 8 * len(parts))).cast("q")  # each process counts its own bytes
    size.ahead = lambda: sum(scanned[1:])
    children = [(part, *_scan(handle, part, scanned)) for part in parts[1:]]
    running = {pid for _, pid, _ in children}
    try:
        yield from _windows(handle, parts[0], size, scanned)
        if children:
            meanwhile()
        for part, pid, spool in children:
            _, status = os.waitpid(pid, 0)
            running.discard(pid)
            scanned[part.number] = 0
            if status == 0:
                yield from _spooled(spool, size)
            else:  # it was killed, or the disk is full
                yield from _windows(handle, part, size, [0] * len(parts))
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        for _, _, spool in children:
            spool.close()


def _scan(handle: int, part: _Part, scanned: Counts) -> tuple[int, BinaryIO]:
    """Scan a part in a process of its own. Returns its id and where it leaves what it finds."""
    import tempfile

    spool = tempfile.TemporaryFile()  # noqa: SIM115
    pid = os.fork()
    if pid:
        return pid, spool
    try:
        size = Size()
        for window in _windows(handle, part, size, scanned):
            spool.write(b"%d %d\n" % (window.first, len(window.data)))
            spool.write(window.data)
        spool.write(b"0 %d %d\n" % (size.lines, size.bytes))
        spool.flush()
    except BaseException:
        os._exit(1)
    os._exit(0)


def _spooled(spool: BinaryIO, size: Size) -> Iterator[Window]:
    """What a process found, its lines counted on from `size`, which grows by its own at the end."""
    spool.seek(0)
    while True:
        first, *numbers = map(int, spool.readline().split())
        if first == 0:
            size.lines += numbers[0]
            size.bytes += numbers[1]
            return
        yield Window(size.lines + first, spool.read(numbers[0]))
