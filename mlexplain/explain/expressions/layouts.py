"""What the small languages for layouts say: `:.2f`, `%Y-%m-%d`, `%(asctime)s`."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words, quoted

_SPEC = re.compile(
    r"(?:(?P<fill>[^{}])?(?P<align>[<>^=]))?(?P<sign>[+ -])?#?(?P<zero>0)?(?P<width>\d+)?"
    r"(?P<group>[,_])?(?:\.(?P<digits>\d+))?(?P<kind>[a-zA-Z%])?"
)
_ALIGNED = {"<": "aligned left", ">": "aligned right", "^": "centred"}


def filled(value: ast.FormattedValue) -> str:
    """ " (with 2 decimals)" for `:.2f`, or nothing."""
    spec = value.format_spec
    if isinstance(spec, ast.JoinedStr) and len(spec.values) in (2, 3):
        return _varying(spec)
    if not isinstance(spec, ast.JoinedStr) or len(spec.values) != 1:
        return ""
    text = getattr(spec.values[0], "value", None)
    if not isinstance(text, str):
        return ""
    if re.search(r"%[A-Za-z]", text):
        return dated(text)
    said = list(_spec(text))
    return f" ({', '.join(said)})" if said else ""


def _varying(spec: ast.JoinedStr) -> str:
    """ " (aligned left in `w` columns)" for `:<{w}`, where one number in the layout is a name."""
    names = [v.value for v in spec.values if isinstance(v, ast.FormattedValue)]
    if len(names) != 1 or not isinstance(names[0], ast.Name):
        return ""
    text = "".join(
        str(getattr(v, "value", "")) if isinstance(v, ast.Constant) else _ANY for v in spec.values
    )
    said = ", ".join(_spec(text))
    return f" ({said.replace(_ANY, quoted(names[0].id))})" if _ANY in said else ""


_ANY = "7777"
"""Stands for a number that is not known."""


def laid(text: str) -> str:
    """ " (with 2 decimals)" for `{:.2f}`, or nothing."""
    met = re.search(r"\{\w*:([^{}]+)\}", text)
    said = list(_spec(met[1])) if met else []
    return f" ({', '.join(said)})" if said else ""


def _spec(text: str) -> list[str]:
    met = _SPEC.fullmatch(text)
    if met is None:
        return []
    kind, digits, width = met["kind"] or "", met["digits"], met["width"]
    said = []
    if kind == "%":
        said.append("in per cent")
    if digits is not None and kind in ("f", "F", "%", "e", "E"):
        said.append(_decimals(int(digits)))
    elif digits is not None and kind in ("g", "G"):
        said.append(f"with {digits} significant digits")
    elif digits is not None and kind == "s":
        said.append(f"cut to {digits} characters")
    if kind in _known("kind"):
        said.insert(0, _known("kind")[kind])
    if met["group"]:
        said.append("with thousands separators")
    if met["sign"] == "+":
        said.append("with its sign")
    if width and met["zero"]:
        said.append(f"with zeros in front, {width} characters wide")
    elif width and int(width) > 0:
        aligned = _ALIGNED.get(met["align"] or "")
        fill = met["fill"]
        padded = f"padded with {quoted(fill)}" if fill and fill not in " `" else ""
        wide = f"in {width} columns" if aligned else f"{width} columns wide"
        said.append(", ".join(filter(None, [f"{aligned} {wide}" if aligned else wide, padded])))
    return said


def _decimals(count: int) -> str:
    if count == 0:
        return "without decimals"
    return f"with {count} decimal{'s' if count > 1 else ''}"


def dated(layout: str) -> str:
    """ " (year, month and day)" for `%Y-%m-%d`, or nothing."""
    known = _known("time")
    parts = [known[c] for c in re.findall(r"%[-#]?([A-Za-z])", layout) if c in known]
    return f" ({join_words(list(dict.fromkeys(parts)))})" if parts else ""


def logged(layout: str) -> str:
    """ " (the time, the level and the message)" for a layout of log lines, or nothing."""
    named = re.findall(r"%\((\w+)\)|\{(\w+)", layout)
    known = _known("record")
    parts = [known[a or b] for a, b in named if (a or b) in known]
    return f" ({join_words(list(dict.fromkeys(parts)))})" if parts else ""


def typed(node: ast.AST) -> str:
    """ " (numbers of 32 bits)" for `np.float32`, " (grey)" for the mode `"L"`, or nothing."""
    name = node.value if isinstance(node, ast.Constant) else getattr(node, "attr", None)
    said = _known("type").get(name) if isinstance(name, str) else None
    return f" ({said})" if said else ""


def drawn(style: str) -> str | None:
    """ "a red line with circles" for `r-o`, or None where a text is no style of a plot."""
    met = _STYLE.fullmatch(style)
    if not style or met is None or len({g for g in met.groups() if g}) == 0:
        return None
    marks = [m for m in (met["before"], met["after"]) if m]
    colours = [c for c in (met["first"], met["second"], met["third"]) if c]
    if len(marks) > 1 or len(colours) > 1:
        return None
    colour = "".join(f"{_known('colour')[c]} " for c in colours)
    mark = _known("marker")[marks[0]] if marks else ""
    if met["line"] or not mark:
        line = f"a {_known('line')[met['line'] or '-']}".replace("a ", f"a {colour}", 1)
        return f"{line} with {mark}" if mark else line
    return f"{colour}{mark} without a line"


_MARK = r"[.,ov^<>sp*hH+xXDd|1234]"
_STYLE = re.compile(
    rf"(?P<first>[rgbcmykw])?(?P<before>{_MARK})?(?P<second>[rgbcmykw])?(?P<line>--|-\.|-|:)?"
    rf"(?P<after>{_MARK})?(?P<third>[rgbcmykw])?"
)
"""The styles of matplotlib: colour, marker and line, in any order that people write."""


def status(node: ast.AST) -> str:
    """ " (not found)" for 404, or nothing."""
    code = node.value if isinstance(node, ast.Constant) else None
    said = _known("status").get(str(code)) if type(code) is int else None
    return f" ({said})" if said else ""


def _known(table: str) -> dict[str, str]:
    found: dict[str, str] = knowledge.table("layouts")[table]
    return found


_SUMMED = re.compile(r"([a-z]+),([a-z]+)->([a-z]*)")


def summed(equation: ast.expr) -> str:
    """What the indices of `einsum` over two tensors mean: "bij,bjk->bik" is a matrix product."""
    given = equation.value if isinstance(equation, ast.Constant) else None
    found = _SUMMED.fullmatch(given.replace(" ", "")) if isinstance(given, str) else None
    if found is None:
        return ""
    left, right, kept = (set(part) for part in found.groups())
    if any(len(set(part)) < len(part) for part in found.groups()):
        return ""
    if len(left & right - kept) != 1 or (left ^ right) - kept or not kept <= left | right:
        return ""
    apart = "for each entry of the shared dimensions" if left & right & kept else ""
    if not left - right or not right - left:
        what = "a product with vectors" if left != right else "dot products"
    else:
        what = "a matrix product"
    return f" ({' '.join(filter(None, [what, apart]))})"
