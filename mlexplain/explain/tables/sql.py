"""SQL statements in words: "selects `name` from `users` where `age > ?`, sorted by `name`"."""

from __future__ import annotations

import re

from mlexplain.explain.quoting import join_words, quoted

_VERB = re.compile(
    r"\s*(select|insert|update|delete|create|drop|alter|pragma|begin|commit)\b", re.I
)
_NAME = r"[\"\[]?([\w.]+)[\"\]]?"
_CREATE = re.compile(
    rf"\s*create\s+(?:temp\w*\s+)?(table|index|view|unique\s+index)\s+(if\s+not\s+exists\s+)?{_NAME}"
    r"\s*(?:\((.*)\))?",
    re.I | re.S,
)
_INSERT = re.compile(rf"\s*(insert|replace)\s+(or\s+\w+\s+)?(?:into\s+)?{_NAME}", re.I)
_UPDATE = re.compile(rf"\s*update\s+{_NAME}\s+set\s+(.*)", re.I | re.S)
_STEP = re.compile(r"(\w+)\s*=\s*\1\s*([+-])\s*([\w.:?%()@]+)")
"""`n = n + 1`."""
_DELETE = re.compile(rf"\s*delete\s+from\s+{_NAME}", re.I)
_DROP = re.compile(rf"\s*drop\s+(table|index|view)\s+(if\s+exists\s+)?{_NAME}", re.I)
_SELECT = re.compile(r"\s*select\s+(distinct\s+)?(.*?)\s+from\s+(\w+)(.*)", re.I | re.S)
_CLAUSES = re.compile(
    r"\b(where|group\s+by|having|order\s+by|limit|offset|(?:left |inner |outer |cross )*join)\b",
    re.I,
)
_COUNTED = re.compile(r"count\s*\(\s*(?:\*|1)\s*\)(?:\s+as\s+(\w+))?", re.I)
_WORDS = {"sum": "the sum", "avg": "the average", "min": "the smallest", "max": "the largest"}
_OF = re.compile(
    r"(sum|avg|min|max|count)\s*\(\s*(distinct\s+)?([\w.]+)\s*\)(?:\s+as\s+(\w+))?", re.I
)
_OVER = re.compile(
    r"(\w+)\s*\(\s*([\w.*]*)[^()]*\)\s+over\s*\(([^()]*)\)(?:\s+as\s+(\w+))?", re.I | re.S
)
_CUT = re.compile(r"date_trunc\s*\(\s*'(\w+)'\s*,\s*([\w.]+)\s*\)(?:\s+as\s+(\w+))?", re.I)
"""`date_trunc('month', t) AS m`."""
_PARTS = re.compile(r"(?:partition\s+by\s+(.*?))?\s*(?:order\s+by\s+(.*))?$", re.I | re.S)
_NEIGHBOURS = {
    "row_number": "the number of the row",
    "rank": "the rank",
    "dense_rank": "the rank without gaps",
    "lag": "the value in the row before",
    "lead": "the value in the row behind",
}
_CONSTRAINTS = ("primary", "foreign", "unique", "check", "constraint")
_MOST_COLUMNS = 6


def is_sql(text: str) -> bool:
    """Whether a text begins as a statement of SQL does."""
    return _VERB.match(text) is not None and len(text.split()) > 1


def verb_phrase(text: str) -> str | None:
    """What a statement does, or None where that is not plain to see."""
    for read in (_created, _inserted, _updated, _deleted, _dropped, _selected):
        said = read(text)
        if said:
            return said
    return None


def _created(text: str) -> str | None:
    found = _CREATE.match(text)
    if not found:
        return None
    what, unless, name, inside = found.groups()
    kind = what.lower().replace("unique ", "")
    columns = [quoted(c) for c in _columns(inside or "")] if kind == "table" else []
    having = f" with the columns {join_words(columns)}" if columns else ""
    return (
        f"creates the {kind} {quoted(name)}{having}{' if it does not exist yet' if unless else ''}"
    )


def _columns(inside: str) -> list[str]:
    parts = [p.split() for p in re.split(r",(?![^(]*\))", inside)]
    names = [p[0].strip('"[]') for p in parts if p and p[0].lower() not in _CONSTRAINTS]
    return names[:_MOST_COLUMNS] if all(re.fullmatch(r"\w+", n) for n in names) else []


def _inserted(text: str) -> str | None:
    found = _INSERT.match(text)
    if not found:
        return None
    replacing = found.group(1).lower() == "replace" or "replace" in (found.group(2) or "").lower()
    ignoring = "ignore" in (found.group(2) or "").lower()
    more = ", replacing a row that has the same key" if replacing else ""
    more = ", unless the key is there already" if ignoring else more
    if re.search(r"on\s+conflict.*do\s+update", text, re.I | re.S):
        more = ", or changes the row that has the same key"
    return f"inserts a row into the table {quoted(found.group(3))}{more}"


def _updated(text: str) -> str | None:
    found = _UPDATE.match(text)
    if not found:
        return None
    table, rest = found.groups()
    sets, _, where = (p.strip() for p in _parted(rest, "where"))
    columns = [quoted(n) for n in re.findall(r"(?:^|,)\s*(\w+)\s*=", sets)]
    if not columns:
        return None
    rows = f"the rows where {_code(where)}" if where else "all rows"
    step = _STEP.fullmatch(sets)
    if step:
        name, sign, by = step.groups()
        verb = "adds to" if sign == "+" else "subtracts from"
        return f"{verb} {quoted(name)} the value {_code(by)} in {rows} of the table {quoted(table)}"
    return f"changes {join_words(columns)} in {rows} of the table {quoted(table)}"


def _deleted(text: str) -> str | None:
    found = _DELETE.match(text)
    if not found:
        return None
    where = _parted(text, "where")[2].strip()
    rows = f"the rows where {_code(where)}" if where else "all rows"
    return f"deletes {rows} from the table {quoted(found.group(1))}"


def _dropped(text: str) -> str | None:
    found = _DROP.match(text)
    if not found:
        return None
    kind, unless, name = found.groups()
    return f"removes the {kind.lower()} {quoted(name)}{' if it exists' if unless else ''}"


def _selected(text: str) -> str | None:
    found = _SELECT.match(text)
    if not found or "select" in found.group(4).lower():
        return None
    distinct, columns, table, rest = found.groups()
    chosen = _chosen(columns)
    if chosen is None:
        return None
    told = f"selects {'the distinct values of ' if distinct else ''}{chosen} from the table {quoted(table)}"
    pieces = _CLAUSES.split(rest)
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        clause, value = " ".join(word.lower().split()), value.strip().rstrip(";").strip()
        told += _clause(clause, _unnumbered(value, columns) if clause.endswith(" by") else value)
    return told


def _unnumbered(value: str, columns: str) -> str:
    """`GROUP BY 1` names the first column that is selected."""
    chosen = _listed(columns)

    def named(found: re.Match[str]) -> str:
        place = int(found.group(1))
        if not 1 <= place <= len(chosen):
            return found.group(1)
        return re.sub(r".*\bas\s+(\w+)$", r"\1", chosen[place - 1], flags=re.I | re.S)

    return re.sub(r"(?<![^\s,])(\d+)(?=\s*(?:,|$|\s(?:asc|desc)\b))", named, value, flags=re.I)


def _listed(columns: str) -> list[str]:
    return [p.strip() for p in re.split(r",(?![^(]*\))", columns)]


def _chosen(columns: str) -> str | None:
    parts = _listed(columns)
    if parts == ["*"]:
        return "all columns"
    said = [_column(p) for p in parts[:_MOST_COLUMNS]]
    return join_words(said)


def _column(part: str) -> str:
    cut = _CUT.fullmatch(part)
    if cut:
        unit, column, named = cut.groups()
        return f"the {unit.lower()} of {quoted(column)}{f' ({quoted(named)})' if named else ''}"
    over = _OVER.fullmatch(part)
    if over:
        return _windowed(*over.groups())
    counted, measured = _COUNTED.fullmatch(part), _OF.fullmatch(part)
    if counted:
        named = f" (`{counted.group(1)}`)" if counted.group(1) else ""
        return f"the number of rows{named}"
    if measured:
        what, distinct, column, named = measured.groups()
        word = _WORDS.get(what.lower(), "the number of distinct" if distinct else "the number of")
        of = "" if word.endswith(("of", "distinct")) else " of"
        return f"{word}{of} {quoted(column)}{f' (`{named}`)' if named else ''}"
    return _code(part)


def _windowed(function: str, column: str, window: str, named: str | None) -> str:
    """ "the running sum of `x` within each `a`", of a function with `OVER`."""
    parts = _PARTS.match(window.strip())
    within, order = parts.groups() if parts else (None, None)
    what, of = function.lower(), f" of {quoted(column)}" if column and column != "*" else ""
    if what in _NEIGHBOURS:
        said = _NEIGHBOURS[what] + of
    else:
        running = "running " if order and what in _WORDS else ""
        word = _WORDS.get(what, f"the {what.replace('_', ' ')}")
        said = word.replace("the ", f"the {running}", 1) + of
    said += f" within each {_code(within)}" if within else ""
    said += f" in the order of {_code(order)}" if order else ""
    return said + (f" ({quoted(named)})" if named else "")


def _clause(word: str, value: str) -> str:
    if word == "where":
        return f" where {_code(value)}"
    if word == "group by":
        return f", with one row for each {_code(value)}"
    if word == "having":
        return f", only groups with {_code(value)}"
    if word == "order by":
        down = re.fullmatch(r"(.*?)\s+desc", value, re.I | re.S)
        plain = re.sub(r"\s+asc$", "", down.group(1) if down else value, flags=re.I)
        return f", sorted by {_code(plain)}{', the largest first' if down else ''}"
    if word == "limit":
        return f", at most {_code(value)} rows"
    if word == "offset":
        return f", leaving out the first {_code(value)}"
    kept = " (rows without a partner stay as well)" if word.startswith("left") else ""
    return f", joined with {_code(value)}{kept}"


def _parted(text: str, word: str) -> tuple[str, str, str]:
    parts = re.split(rf"\b{word}\b", text, maxsplit=1, flags=re.I)
    return (parts[0], word, parts[1]) if len(parts) == 2 else (text, "", "")


def _code(text: str) -> str:
    return quoted(" ".join(text.split()).rstrip(";").strip())
