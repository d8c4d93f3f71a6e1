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
    if lines:
        lines[0] += "".join(f" {key}={value}" for key, value in record.items() if _loss(key, value))
    if level and lines:
        lines[0] = f"{level.upper()} {lines[0]}"
    if "\n" in trace:
        lines += trace.removesuffix("\n").split("\n")
    return lines


def _loss(key: str, value: Any) -> bool:
    """Whether it is an entry such as `"train_loss": NaN`, which a structured log of a training has."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    spelt = isinstance(value, str) and value.lower().lstrip("+-") in ("nan", "inf", "infinity")
    return key.lower().endswith("loss") and (number or spelt)
