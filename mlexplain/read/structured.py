"""Logs that wrap every line in JSON: docker's json-file driver, structured loggers, cloud sinks."""

from __future__ import annotations

from typing import Any

_TEXTS = ("log", "message", "msg", "event", "textPayload")
_TRACES = ("exc_info", "exception", "stack_trace", "stack", "traceback", "exc_text")
_LEVELS = ("level", "levelname", "severity", "lvl")
_HINTS = tuple(f'"{key}"' for key in (*_TEXTS, *_TRACES))


def unwrapped(line: str) -> list[str]:
    """The lines that a JSON record holds, its level in front; other lines as they are."""
    if not line.startswith("{") or not line.endswith("}"):
        return [line]
    if not any(hint in line for hint in _HINTS):
        return [line]
    import json

    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return [line]
    return _lines(record) or [line]


def _lines(record: dict[str, Any]) -> list[str]:
    text = next((record[key] for key in _TEXTS if isinstance(record.get(key), str)), "")
    trace = next((record[key] for key in _TRACES if isinstance(record.get(key), str)), "")
    level = next((record[key] for key in _LEVELS if isinstance(record.get(key), str)), "")
    lines = text.removesuffix("\n").split("\n") if text else []
    if level and lines:
        lines[0] = f"{level.upper()} {lines[0]}"
    if "\n" in trace:
        lines += trace.removesuffix("\n").split("\n")
    return lines
