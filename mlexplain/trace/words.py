"""The fixed words of tracebacks, also as translators render them."""

from __future__ import annotations

import re

HEADER = re.compile(
    r"(?:.{0,2000}[\s\]|]|)(?:Original )?"
    r"(?:Traceback|Trace d'appels|Rückverfolgung|Rastreo|Rastreamento|回溯|追踪|トレースバック|"
    r"Трассировка|ट्रेसबैक)\s?[\(（](?:[^()（）]{1,80})[\)）]\s?[:：]$"
)
HEADER_WORDS = (
    "Traceback",
    "Trace d'appels",
    "Rückverfolgung",
    "Rastreo",
    "Rastreamento",
    "回溯",
    "追踪",
    "トレースバック",
    "Трассировка",
    "ट्रेसबैक",
)
CAUSE = re.compile(
    r"The above exception was the direct cause of the following exception|cause directe|"
    r"direkte Ursache|causa direta|causa directa|直接|прямой причиной|प्रत्यक्ष|सीधा"
)
CONTEXT = re.compile(
    r"During handling of the above exception, another exception occurred|Lors (?:de la gestion|du "
    r"traitement)|Während der|Durante el|Durante a|処理中|处理上述|При обработке|के दौरान"
)

LEVEL = re.compile(
    r"(?:[\[(<\d][^\"'“”]{0,90}?[\s\[(|:\]-])?"
    r"(?P<level>TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|SEVERE)"
    r"(?=[\s\]:|)\-]|$)[\]\s:|)-]{0,8}(?P<rest>.*)$",
    re.DOTALL,
)
"""A log record that opens with its level, perhaps after a time and other short fields."""

_GLOG = re.compile(
    r"\[?(?:\d{4}-\d\d-\d\d [\d:.]{8,20}: )?[IWEF](?:\d{3,4} [\d:.]{6,20})?\s{1,3}"
    r"(?:\d{1,9} )?[\w./+-]{1,300}:\d{1,7}\]"
)
_END = re.compile(
    r"terminate called |Fatal Python error|(?:Segmentation fault|Aborted|Bus error|Killed)\b.{0,40}$"
)
_TIME = re.compile(r"[\[(]?\d{4}[-/]\d\d[-/]\d\d[T _]\d\d:\d\d")
_PROGRESS = re.compile(r".{0,200}?\d{1,3}%\|")
PROMPT = re.compile(
    r"(?:\([\w.-]{1,40}\) ?)?(?:[\w.-]{1,40}@[\w.-]{1,60}[: ][^$#%\n]{0,120}?[$#%]|[$%❯➜]"
    r"|PS [A-Z]:\\[^>]{0,120}>"
    r"|[A-Z]:\\[^>\n]{0,120}>|>>>|In \[\d{1,4}\]:) (?P<command>\S.*)?$"
)
WARNING_LINE = re.compile(r".{1,500}?:\d{1,7}: [A-Za-z_][\w.]{0,80}Warning\b")
_RULE = re.compile(r"[\s=\-_*#─━═~]{3,}$")


def indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def is_header(text: str) -> bool:
    return text.endswith((":", "：")) and bool(HEADER.match(text))


def relation(text: str) -> str | None:
    """`cause` or `context` where the line links two tracebacks."""
    if not text.rstrip().endswith((":", "：")) or len(text) > 200:
        return None
    if CAUSE.search(text):
        return "cause"
    return "context" if CONTEXT.search(text) else None


def is_boundary(text: str) -> bool:
    """Whether this line starts something new, so that no message runs on into it."""
    return bool(
        text.startswith(("```", "~~~", "Traceback (", "+ Exception Group", "wandb: "))
        or is_header(text)
        or relation(text)
        or _TIME.match(text)
        or _GLOG.match(text)
        or _END.match(text)
        or LEVEL.match(text)
        or _PROGRESS.match(text)
        or PROMPT.match(text)
        or WARNING_LINE.match(text)
        or _RULE.match(text)
    )
