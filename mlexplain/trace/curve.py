"""A loss that was a number and turned nan or infinite for good, told by progress lines alone.

Or by the line with which a training loop ends itself.

A single nan says little: mixed precision skips such steps, and an average of nothing is nan too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mlexplain.report import Failure, Line

_LOSS = re.compile(
    r"(?i)(?<![\w.])['\"]?(?P<name>(?:[a-z]{1,20}[ _/-]){0,3}loss)['\"]?"
    r"(?:\s{0,3}[:=]\s{0,16}|\s)(?:tensor\()?['\"]?"
    r"(?P<value>nan|[-+]?inf(?:inity)?|[-+]?\d{1,20}(?:\.\d{0,20})?(?:e[-+]?\d{1,3})?)\b"
)
_STOPS = re.compile(
    r"(?i)(?<!\w)(?:loss (?:is|was|became|=) ?(?P<value>nan|[-+]?inf)\w{0,5}"
    r"|(?:non-finite|nan|inf) (?:in )?loss(?: occurred)?)"
    r"[,;:.] ?(?:stopping|aborting|ending|terminating)"
)
"""What loops print that end themselves at such a loss."""
_NORM = re.compile(r"(?i)grad_norm['\"]?\s{0,3}[:=]\s{0,3}['\"]?nan\b")
"""A gradient that is nan while the loss is said to be 0: trainers print a nan loss as 0."""
_TRAINED = re.compile(r"(?:train\w{0,3}[ _/-])?loss")
_COLUMN = re.compile(r"(?i)(?:\w+_)?loss")
_ENTRY = re.compile(r"(?i)nan|[-+]?inf|[-+]?\d{1,20}(?:\.\d{0,20})?(?:e[-+]?\d{1,3})?")
_BETWEEN = re.compile(r"[\s,|]+")
_MOST = 1000
"""Losses told apart."""
_LEAST = 2
"""Readings in a row that show more than a skipped step."""
_EPOCH = re.compile(r"(?i)\bepoch\b")
"""What the summary of an epoch says: its loss is a mean over steps, of which none was skipped."""
_LEAST_EVER = 5
"""Readings, all of them nan, that show a training that began so, and no average of nothing."""


@dataclass
class _Curve:
    turned: Line | None = None
    value: str = ""
    times: int = 0
    number: bool = True
    """Whether it ever was one."""
    summed: bool = False
    """Whether it stands in summaries of epochs, by the name of a training's."""


class Curves:
    """The losses of a log, by name and writer."""

    def __init__(self) -> None:
        self._curves: dict[tuple[str | None, str], _Curve] = {}
        self._stopped: _Curve | None = None
        self._columns: dict[str | None, dict[int, str]] = {}
        """Where the losses stand in a table, told by its head, by writer."""

    def add(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if "oss" not in line.text and "LOSS" not in line.text:
                if self._columns.get(line.stream):
                    self._row(line)
                continue
            self._columns[line.stream] = _head(line.text)
            if self._stopped is None and (stop := _STOPS.search(line.text)):
                self._stopped = _Curve(line, (stop["value"] or "nan").lower().lstrip("+-"))
            for match in _LOSS.finditer(line.text):
                value = match["value"].lower().removesuffix("inity")
                if not value.strip("0.") and _NORM.search(line.text):
                    value = "nan"
                self._read((line.stream, match["name"].lower()), value, line)

    def failure(self) -> Failure | None:
        """The loss that turned first, if any stayed so."""
        lost = [
            curve
            for curve in self._curves.values()
            if curve.times >= (_LEAST if curve.number or curve.summed else _LEAST_EVER)
        ]
        first = min(lost, key=lambda curve: curve.turned.number, default=self._stopped)
        if first is None or first.turned is None:
            return None
        line = first.turned
        return Failure(
            kind="line",
            exception=None,
            message=line.text.strip(),
            lines=(line.number, line.number),
            notes=(_note(first),),
            ranks=() if line.rank is None else (line.rank,),
            streams=() if line.stream is None else (line.stream,),
        )

    def _row(self, line: Line) -> None:
        """A row of a table whose head names losses."""
        columns = self._columns[line.stream]
        entries = _BETWEEN.split(line.text.strip(" \t|"))[: max(columns) + 1]
        if len(entries) <= max(columns) or not all(_ENTRY.fullmatch(entries[n]) for n in columns):
            return
        for n, name in columns.items():
            self._read((line.stream, name), entries[n].lower(), line)

    def _read(self, key: tuple[str | None, str], value: str, line: Line) -> None:
        finite = value[-1].isdigit() or value[-1] == "."
        if value == "nan" and len(self._curves) < _MOST and _TRAINED.fullmatch(key[1]):
            whole = key[1].startswith("train") and bool(_EPOCH.search(line.text))
            self._curves.setdefault(key, _Curve(number=False, summed=whole))
        if finite and (key in self._curves or len(self._curves) < _MOST):
            self._curves[key] = _Curve()  # it is a number, or has come back to one
        elif not finite and (curve := self._curves.get(key)):
            curve.turned = curve.turned or line
            curve.value = curve.value or value.lstrip("+-")
            curve.times += 1


def _note(curve: _Curve) -> str:
    if curve.number:
        return f"loss turned {curve.value}"
    return f"loss nan from the {'first epoch' if curve.summed else 'start'}"


def _head(text: str) -> dict[int, str]:
    """Of `Epoch  GPU_mem  box_loss  cls_loss` where the losses stand; nothing for other lines."""
    names = _BETWEEN.split(text.strip(" \t|"))
    if not 2 < len(names) < 40 or not all(re.fullmatch(r"[A-Za-z][\w./]*", n) for n in names):
        return {}
    return {n: name.lower() for n, name in enumerate(names) if _COLUMN.fullmatch(name)}
