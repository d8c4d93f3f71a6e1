"""`# mlexplain: ignore` comments: which findings they silence, and which silence nothing."""

from __future__ import annotations

import io
import re
import tokenize

from mlexplain.check import rules
from mlexplain.findings import Edit, Finding, Remedy

_COMMENT = re.compile(r"#\s*mlexplain:\s*ignore(?:\[([^\]]*)\])?", re.I)

UNUSED = "unused-ignore"


class Comment:
    __slots__ = ("column", "end", "line", "names", "used")

    def __init__(self, line: int, column: int, end: int, names: tuple[str, ...]) -> None:
        self.line = line
        self.column = column
        self.end = end
        self.names = names
        self.used = False


def comments(text: str) -> list[Comment]:
    """Every ignore comment of a source, strings left out."""
    if "mlexplain:" not in text:
        return []
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type != tokenize.COMMENT:
                continue
            match = _COMMENT.search(token.string)
            if match is not None:
                names = tuple(n.strip() for n in (match[1] or "").split(",") if n.strip())
                line, column = token.start
                found.append(Comment(line, column + match.start(), column + match.end(), names))
    except (tokenize.TokenError, SyntaxError):
        return found
    return found


def silenced(finding: Finding, ignores: list[Comment]) -> bool:
    """Whether a comment on a line of the finding names its kind or code, or all."""
    silent = False
    for comment in ignores:
        if finding.line <= comment.line <= finding.end_line and (
            not comment.names or any(rules.matches(name, finding.kind) for name in comment.names)
        ):
            comment.used = True
            silent = True
    return silent


def unused(path: str, ignores: list[Comment], text: str) -> list[Finding]:
    """A finding for each comment that silenced nothing."""
    found = []
    lines = text.splitlines()
    for comment in ignores:
        if comment.used:
            continue
        line = lines[comment.line - 1] if comment.line <= len(lines) else ""
        start = len(line[: comment.column].rstrip())
        start = start if line[:start].strip() else comment.column
        rest = line[comment.end :].strip()
        edit = Edit((comment.line, start + 1), (comment.line, comment.end + 1), "")
        named = f"[{', '.join(comment.names)}]" if comment.names else ""
        found.append(
            Finding(
                path,
                comment.line,
                comment.column + 1,
                comment.line,
                comment.end + 1,
                rules.codes().get(UNUSED, "MLX100"),
                UNUSED,
                f"`# mlexplain: ignore{named}` silences nothing here",
                "high",
                None if rest else Remedy("Remove the comment", (edit,)),
            )
        )
    return found
