"""One call of a traceback: its line in whatever language, its code, and what carets point at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Frame, Line
from mlexplain.trace.ownership import is_mine

# The strict form, and the loose one of translated or retyped logs: a quoted path, a word with a
# number, and perhaps a name with a word beside it (`ligne 33, dans main`, `लाइन 55, main में`).
_CPYTHON = re.compile(r'\s*File "([^"\n]{1,1000})", line (\d{1,7})(?:, in ?(.{0,300}))?$')
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
_CARETS = re.compile(r"\s*[\^~]+[\s\^~]*$")
_FRAME_HINT = re.compile(r"[\"”»“’'」』]\s?[,，、]")


def parse_frame(line: Line) -> Frame | None:
    """The frame that this line states, without its code."""
    text = line.text
    if match := _CPYTHON.match(text):
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
        mine=is_mine(file),
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
            shown.append(text)
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
