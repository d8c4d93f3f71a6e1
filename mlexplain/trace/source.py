"""Python code and shell commands that people paste beside their logs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mlexplain.report import Line, SourceBlock
from mlexplain.trace.words import PROMPT

_FENCE = re.compile(r"\s{0,8}(?:```|~~~)\s?([\w+-]{0,20})\s{0,8}$")
_PYTHON = ("python", "py", "python3", "ipython")
# A line that could only be Python: statements, definitions, assignments of calls, decorators.
_STATEMENT = re.compile(
    r"\s{0,80}(?:(?:from [\w.]{1,200} )?import [\w.*(]|def \w{1,100}\("
    r"|class \w{1,100}[(:]|@\w|async def "
    r"|(?:for|while|if|elif|with|try|else|except|finally)\b(?:[^.!?。।]|\.(?=\w)|!=){0,300}:(?:\s{0,4}#.{0,200})?$"
    r"|(?:return|raise|assert|del|global|nonlocal|yield|print)\b ?[(\w\"'\[{~-]"
    r"|(?:break|continue|pass)$"
    r"|[A-Za-z_][\w.]{0,100}(?:\[[^\]]{0,100}\])?(?:, ?[A-Za-z_][\w.]{0,60}){0,8}"
    r" ?(?:=(?!=)|[-+*/|&]=) ?[^\s=]"
    r"|[A-Za-z_][\w.]{0,200}\(.{0,500}[(),\[{]$|[A-Za-z_]\w{0,60}(?:\.\w{1,60}){1,8}\(.{0,500}\)$)"
)
_INSIDE = re.compile(
    r"\s{0,80}(?:#.{0,400}|[)\]}]{1,5}.{0,200}|[\w.]{1,80} ?= ?[^=].{0,400},?|\w{1,60}: .{1,200},"
    r"|self,|\w{1,60},|.{1,300}[,(\[{\\]|\"{3}.{0,200}|'{3}.{0,200})$"
)
_NOT_CODE = re.compile(
    r"\s{0,80}[\w.-]{1,60}=[\w./:-]{1,60}(?: [\w.-]{1,60}=\S{1,60}){0,40}$|.{0,200}\d{1,3}%\|"
)
_LAUNCHERS = re.compile(
    r"(?:[A-Z][A-Z0-9_]{1,60}=\S{1,200} ){0,12}(?:sudo |time |nohup |nice )?(?:"
    r"(?:python[\d.]{0,5}|torchrun|deepspeed|ipython|pytest|mpirun|mpiexec|srun|sbatch|vllm|litgpt|tune)"
    r" (?:-{1,2}\w|\S{1,300}\.(?:py|sh|ya?ml|ipynb)\b|run\b|serve\b|launch\b|download\b)"
    r"|accelerate (?:launch|config|env|test)\b|ray (?:start|job|submit)\b"
    r"|pip3? (?:install|uninstall|show|list|freeze)\b"
    r"|conda (?:install|create|activate|run|env)\b|(?:docker|podman) (?:run|compose|exec|build)\b"
    r"|huggingface-cli \w|hf \w{1,20}|nvidia-smi(?: -{1,2}\w.{0,200})?$|export [A-Z_]{2,80}=)"
)
_MAX_COMMANDS = 200
_MAX_BLOCKS = 200
_MAX_BLOCK_LINES = 5000


def read_commands(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Commands behind a prompt, or that begin with a launcher's name; `\\` joins their lines."""
    count = 0
    at = 0
    while at < len(lines) and count < _MAX_COMMANDS:
        text = lines[at].text.strip()
        start = at
        at += 1
        command = _command(text)
        if command is None:
            continue
        while command.endswith("\\") and at < len(lines) and len(command) < 8000:
            command = f"{command[:-1].rstrip()} {lines[at].text.strip()}"
            at += 1
        count += 1
        yield lines[start].number, command.replace(" \\--", " --")


def _command(text: str) -> str | None:
    if not text or len(text) > 8000:
        return None
    prompt = PROMPT.match(text)
    if prompt and prompt["command"] and not text.startswith((">>>", "In [")):
        return prompt["command"].strip()
    body = text[1:].lstrip() if text.startswith("!") else text
    return body if _LAUNCHERS.match(body) else None


def read_sources(lines: Sequence[Line]) -> tuple[SourceBlock, ...]:
    """Blocks of Python, fenced or not. Fenced blocks with nothing between them are one script."""
    blocks: list[SourceBlock] = []
    at = 0
    while at < len(lines) and len(blocks) < _MAX_BLOCKS:
        fence = (
            _FENCE.match(lines[at].text) if "`" in lines[at].text or "~" in lines[at].text else None
        )
        if fence and fence[1].lower() in _PYTHON:
            start, end = at + 1, _fence_end(lines, at + 1)
            at = end + 1
        elif _STATEMENT.match(lines[at].text) and not _NOT_CODE.match(lines[at].text):
            start, end = at, _code_end(lines, at)
            at = end
            if not _convincing(lines[start:end]):
                at = max(end, start + 1)
                continue
        else:
            at += 1
            continue
        text = "\n".join(line.text for line in lines[start:end])
        if text.strip():
            _append(blocks, SourceBlock(text, (lines[start].number, lines[end - 1].number)), lines)
    return tuple(blocks)


def _fence_end(lines: Sequence[Line], at: int) -> int:
    start = at
    while at < len(lines) and at - start < _MAX_BLOCK_LINES and not _FENCE.match(lines[at].text):
        at += 1
    return at


def _code_end(lines: Sequence[Line], at: int) -> int:
    """Behind the last line that still looks like code."""
    start = end = at
    depth = 0
    while at < len(lines) and at - start < _MAX_BLOCK_LINES:
        text = lines[at].text
        if _FENCE.match(text):
            break
        if text:
            inside = text[0] in " \t" or 0 < depth < 9
            if not (_STATEMENT.match(text) or _INSIDE.match(text) or inside):
                break
            if _NOT_CODE.match(text) or _command(text):
                break
            depth = max(0, depth + _opened(text))
            end = at + 1
        elif at - end > 1:
            break
        at += 1
    return end


def _opened(text: str) -> int:
    return sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))


def _convincing(lines: Sequence[Line]) -> bool:
    """Whether unfenced lines are code rather than prose with an `=` in it."""
    statements = sum(bool(_STATEMENT.match(line.text)) for line in lines)
    return statements >= 2 or (len(lines) == 1 and ".to(" in lines[0].text)


def _append(blocks: list[SourceBlock], block: SourceBlock, lines: Sequence[Line]) -> None:
    """Add a block, or join it to the one before where only fences and blanks stand between."""
    last = blocks[-1] if blocks else None
    if last and block.lines[0] - last.lines[1] <= 8:
        between = [line.text for line in lines if last.lines[1] < line.number < block.lines[0]]
        whole = len(between) == block.lines[0] - last.lines[1] - 1
        if whole and all(not text or _FENCE.match(text) for text in between):
            blocks.pop()
            block = SourceBlock(f"{last.text}\n\n{block.text}", (last.lines[0], block.lines[1]))
    blocks.append(block)
