"""Calls of which plain arguments tell more than the card of their function: padding at one end, the
threshold that a method finds itself, several percentiles at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

from mlexplain.explain.quoting import join_words, quoted

_PERCENTILES = (
    *("numpy.percentile", "numpy.quantile", "numpy.nanpercentile", "numpy.nanquantile"),
    "Series.quantile",
)
_SIDES = {
    "THRESH_BINARY": "pixels above it become {maxval}, all others 0",
    "THRESH_BINARY_INV": "pixels above it become 0, all others {maxval}",
    "THRESH_TOZERO": "pixels above it stay as they are, all others become 0",
    "THRESH_TRUNC": "pixels above it become as large as it, all others stay",
}


class Exact(NamedTuple):
    """What is said of a call with just these arguments."""

    text: str
    args: dict[str, list[ast.expr]]
    """Those that the text has a place for."""


def exact(name: str, args: Mapping[str, list[ast.expr]]) -> Exact | None:
    """The words for just these arguments; None where the card's own words do."""
    text = None
    if name == "torch.nn.functional.pad":
        return _padded(args)
    if name == "cv2.threshold" and "type" in args:
        text = _threshold(args["type"][0])
    elif name in _PERCENTILES:
        text = _percentiles(name, args.get("q", [None])[0])
    elif name == "torch.randint" and "high" in args:
        one = ast.unparse(args.get("size", [ast.Tuple([])])[0]) == "(1,)"
        text = _ONE_DRAWN if one else None
    if text is None:
        return None
    said = {"q", "type", "size"} | (set() if "{thresh}" in text else {"thresh"})
    return Exact(text, {k: v for k, v in args.items() if k not in said})


_ONE_DRAWN = "draws a random integer from {low} up to {high} (exclusive), as a tensor of one entry"


def _padded(args: Mapping[str, list[ast.expr]]) -> Exact | None:
    """`F.pad(x, (0, n))` adds zeros behind the end of the last dimension."""
    given = args.get("pad", [None])[0]
    ends = given.elts if isinstance(given, ast.Tuple | ast.List) else []
    mode = args.get("mode", [ast.Constant("constant")])[0]
    if len(ends) != 2 or getattr(mode, "value", "") != "constant":
        return None
    none = [isinstance(e, ast.Constant) and e.value == 0 for e in ends]
    if none[0] == none[1]:
        return None
    where, size = ("end", ends[1]) if none[0] else ("beginning", ends[0])
    one = isinstance(size, ast.Constant) and size.value == 1
    if "value" in args:
        filler = "one entry of {value}" if one else "{many} entries of {value}"
    else:
        filler = "one zero" if one else "{many} zeros"
    kept = {k: v for k, v in args.items() if k not in ("pad", "mode")}
    text = f"pads {{input}} at the {where} of its last dimension with {filler}"
    return Exact(text, kept if one else {**kept, "many": [size]})


def _threshold(kind: ast.expr) -> str | None:
    flags = {n.attr for n in ast.walk(kind) if isinstance(n, ast.Attribute)}
    sides = [text for flag, text in _SIDES.items() if flag in flags]
    if len(sides) != 1 or len(flags) != len(flags & {*_SIDES, "THRESH_OTSU", "THRESH_TRIANGLE"}):
        return None
    found = flags & {"THRESH_OTSU", "THRESH_TRIANGLE"}
    if found:
        by = "Otsu's" if "THRESH_OTSU" in found else "the triangle"
        return f"finds a threshold for {{src}} by {by} method and applies it: {sides[0]}"
    return f"compares each pixel of {{src}} with the threshold {{thresh}}: {sides[0]}"


def _percentiles(name: str, listed: ast.expr | None) -> str | None:
    places = listed.elts if isinstance(listed, ast.List) else []
    if len(places) < 2 or not all(isinstance(p, ast.Constant) for p in places):
        return None
    told = join_words([quoted(ast.unparse(p)) for p in places])
    what = "quantiles" if "quantile" in name else "percentiles"
    owner = "{a}[ along axis {axis}]" if name.startswith("numpy") else "{self}"
    return f"finds the {what} {told} of {owner}"
