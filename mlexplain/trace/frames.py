"""The calls of a traceback: lines in whatever language, their code, and what carets point at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Frame, Line
from mlexplain.trace import exception
from mlexplain.trace.ownership import is_mine
from mlexplain.trace.words import indent, is_boundary, is_header, relation

MAX_FRAMES = 2000
STRAY = 6
"""Lines of other writers that may stand between the parts of a traceback."""

# The strict form, and the loose one of translated or retyped logs: a quoted path, a word with a
# number, and perhaps a name with a word beside it (`ligne 33, dans main`, `लाइन 55, main में`).
_CPYTHON = re.compile(r'\s*File "([^"\n]{1,1000})", line (\d{1,7})(?:, in ?(.{0,300}))?$')
# A paste that begins in the middle of a frame.
_BEHEADED = re.compile(r'([\w./\\~:@+-]{1,400}\.py)", line (\d{1,7})(?:, in ?(.{0,300}))?$')
_TRANSLATED = re.compile(
    r"\s*([^\s\"“”«»„'‘’]{1,20})\s{0,2}[\"“«„‘'「『]\s?([^\"“”«»「」『』]{1,1000}?)\s?[\"”»“’'」』]"
    r"\s?[,，、]?\s?([^\s\d,，、:;.]{0,20})\s{0,2}(\d{1,7})\s?([^\s\d,，、:;.]{0,20})"
    r"(?:\s?[,，、]\s?(.{0,300}))?$"
)
_FILE_WORDS_TEXT = """
File Fichier फ़ाइल फ़ाइल फाइल Datei Archivo Fichero Ficheiro Arquivo 文件 檔案 ファイル Файл 파일
"""
_FILE_WORDS = frozenset(_FILE_WORDS_TEXT.split())
_IN_WORDS_TEXT = "in dans en em में in: 在 中 で の内 в के अंदर nel 에서 i"
_IN_WORDS = frozenset(_IN_WORDS_TEXT.split())
_REPEATED = re.compile(r"\s*\[.{1,60}\b(\d{1,9})\b.{1,60}\]$")
_NAME_LOST = re.compile(r", ?\S{2,5}$")
_CARETS = re.compile(r"\s*[\^~]+[\s\^~]*$")
_JOINED = re.compile(r"(?<=[\w)\]}'\":])\s+~*\^{2,}[~^]*\s*$")
"""Carets that a mail has joined to the line above them."""
_FRAME_HINT = re.compile(r"[\"”»“’'」』]\s?[,，、]")


def parse_frame(line: Line) -> Frame | None:
    """The frame that this line states, without its code."""
    text = line.text
    beheaded = None
    if match := _CPYTHON.match(text) or (beheaded := _BEHEADED.match(text)):
        file, number, function = match.groups()
    else:
        if len(text) > 1500 or not _FRAME_HINT.search(text):
            return None
        match = _TRANSLATED.match(text)
        if match is None or match[1] not in _FILE_WORDS:
            return None
        file, number = match[2], match[4]
        function = _name(match[6])
    return Frame(
        file=file,
        line=int(number),
        function=(function or "").strip() or None,
        code=None,
        mine=is_mine(file) and (beheaded is None or "/" in file or "\\" in file),
        at=line.number,
    )


def _name(rest: str | None) -> str | None:
    words = (rest or "").split()
    names = [word for word in words if word not in _IN_WORDS]
    return " ".join(names) if names else None


def repeats(text: str) -> int | None:
    """N of `[Previous line repeated N more times]`."""
    match = _REPEATED.match(text) if text.endswith("]") else None
    return int(match[1]) if match else None


def is_carets(text: str) -> bool:
    return bool(_CARETS.match(text))


def with_code(frame: Frame, code: Sequence[str]) -> Frame:
    """The frame with the source lines and caret lines that stand under it."""
    shown: list[str] = []
    marked: str | None = None
    for text in code:
        if not is_carets(text):
            shown.append(_JOINED.sub("", text))
        elif shown and marked is None:
            marked = _marked(shown[-1], text)
    if not shown:
        return frame
    margin = min(len(text) - len(text.lstrip()) for text in shown)
    return Frame(
        file=frame.file,
        line=frame.line,
        function=frame.function,
        code="\n".join(text[margin:] for text in shown),
        mine=frame.mine,
        at=frame.at,
        marked=marked,
    )


def _marked(code: str, carets: str) -> str | None:
    """What the carets stand under, also where the paste lost its indentation."""
    bare = carets.strip()
    if carets[:1].isspace() or not code[:1].strip():
        start = len(carets) - len(carets.lstrip())
        part = code[start : start + len(bare)]
    elif len(bare) >= len(code):
        part = code
    else:
        part = code[-len(bare) :] if code[-len(bare) - 1].isspace() else ""
    return part.strip() or None


def read_frames(lines: Sequence[Line], at: int) -> tuple[list[Frame], int]:
    """Frames with their code, from `at` on."""
    frames: list[Frame] = []
    while at < len(lines) and len(frames) < MAX_FRAMES:
        text = lines[at].text
        frame = parse_frame(lines[at])
        if frame is None:
            if frames and repeats(text) is not None:
                at += 1
                continue
            break
        if not frames and frame.function is None and _NAME_LOST.search(text):
            frame = replace(frame, function="<module>")  # a web page took it for a tag
        at += 1
        end = _code_end(lines, at, indent(text))
        code = [line.text for line in lines[at:end]]
        following = _next_frame(lines, end, indent(text))
        if code and following > end and code[0].count("(") > code[0].count(")"):
            # A mail wrapped the source line too.
            code = [f"{code[0]} {' '.join(line.text.strip() for line in lines[end:following])}"]
        frames.append(with_code(frame, code))
        at = following
    return frames, at


def _next_frame(lines: Sequence[Line], at: int, margin: int) -> int:
    """Where the next frame stands, past a few lines that do not belong here; else `at`."""
    for index in range(at, min(at + STRAY, len(lines))):
        text = lines[index].text
        if not text or is_header(text) or relation(text) or text.startswith("```"):
            return at
        carrier = "Error(" in text  # RayTaskError(ValueError): the worker's own frames follow
        ending = exception.read_ending(lines, index, margin) if index > at or carrier else None
        if ending and exception.is_certain(ending):
            return at
        if indent(text) == margin and (frame := parse_frame(lines[index])):
            if frame.function is None and exception.read_ending(lines, at, margin):
                return at  # TorchScript shows a place behind its message
            return index
    return at


def _code_end(lines: Sequence[Line], at: int, margin: int) -> int:
    """Behind the source lines and carets of a frame that is indented by `margin`."""
    end = at
    while end < len(lines) and end - at < 60:
        text = lines[end].text
        if indent(text) <= margin or parse_frame(lines[end]) or repeats(text) is not None:
            break
        if is_header(text):
            break
        end += 1
    if end > at or margin > 1:
        return end
    return _flat_code_end(lines, at)


def _flat_code_end(lines: Sequence[Line], at: int) -> int:
    """The same where the paste lost its indentation: one source line, perhaps carets under it."""
    if at >= len(lines):
        return at
    text = lines[at].text
    ending = exception.read_ending(lines, at, 80)
    if not text or parse_frame(lines[at]) or (ending and exception.is_certain(ending)):
        return at
    if is_boundary(text) or repeats(text) is not None:
        return at
    at += 1
    return at + 1 if at < len(lines) and is_carets(lines[at].text) else at
