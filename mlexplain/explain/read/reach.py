"""How far a block reaches whose indentation is lost: to the last line that uses what it sets."""

from __future__ import annotations

import re

from mlexplain.explain.read.logicallines import LogicalLine

_FOLLOWERS = {
    "if": ("else", "elif"),
    "elif": ("else", "elif"),
    "try": ("except", "finally"),
    "except": ("except", "finally", "else"),
}


def last_inside(code: list[LogicalLine], i: int, header: LogicalLine, known: set[str]) -> int:
    """The last statement a block must contain, by the names it sets and by `break`."""
    region = _region_end(code, i)
    last = i + 1
    keyword = header.keyword
    if keyword in ("for", "while"):
        last = _loop_end(code, i, region, known)
    elif keyword in ("if", "elif", "else", "except", "try"):
        partner = _partner_of(code, i, region)
        if partner is not None:
            return partner - 1
        last = _branch_end(code, i, region, known)
    elif keyword == "with":
        wanted = set(header.sets)
        for j in range(i + 1, region):
            if code[j].uses & wanted:
                last = j
        last = max(last, _same_purpose(code, i, region))
    return last


def _same_purpose(code: list[LogicalLine], i: int, region: int) -> int:
    """A `with` without a name holds the run of like statements up to the next blank line."""
    last = i + 1
    for j in range(i + 2, region):
        if code[j].gap or _called(code[j]) != _called(code[i + 1]):
            break
        last = j
    return last


def _called(statement: LogicalLine) -> str:
    return statement.text.split("=", 1)[-1].split("(")[0].strip()


def _breaks_here(code: list[LogicalLine], i: int, j: int) -> bool:
    """A `break` or `continue` that no other loop between `i` and `j` can own."""
    if code[j].text not in ("break", "continue"):
        return False
    return not any(code[k].keyword in ("for", "while") for k in range(i + 1, j))


def _loop_end(code: list[LogicalLine], i: int, region: int, known: set[str]) -> int:
    """To the last use of the loop's variable, of a name only the loop sets, or its last `break`."""
    targets = set(code[i].sets) if code[i].keyword == "for" else set(code[i].uses & known)
    own: set[str] = set(targets)
    counters: set[str] = set()
    last = i + 1
    for j in range(i + 1, region):
        statement = code[j]
        if statement.text.startswith("return") or _loops_anew(statement, targets):
            break
        joined = j <= last + 1 and not statement.gap
        inside = (
            statement.uses & targets
            or statement.uses & (own - known)
            or _breaks_here(code, i, j)
            or (joined and not statement.keyword and statement.uses & own)
            or (joined and re.match(r"[\w.\[\]]+\s*[-+*/]=", statement.text))
            or (statement.keyword == "if" and "%" in statement.text and statement.uses & counters)
        )
        if inside:
            last = j
        if j > last:
            own -= statement.sets - statement.uses
        else:
            own |= statement.sets
            found = re.match(r"(\w+)\s*\+=", statement.text)
            if found:
                counters.add(found.group(1))
    return last


def _loops_anew(statement: LogicalLine, targets: set[str]) -> bool:
    """A later loop over the same variable is another loop."""
    return statement.keyword == "for" and bool(statement.sets & targets)


def _branch_end(code: list[LogicalLine], i: int, region: int, known: set[str]) -> int:
    """A branch without `else` reaches as far as names that only it has set are used."""
    last = i + 1
    own: set[str] = set()
    for j in range(i + 1, min(region, len(code))):
        if j > last + 2 or code[j - 1].text.startswith(("return", "break", "continue", "raise")):
            break
        if code[j].uses & (own - known):
            last = j
        if j <= last:
            own |= code[j].sets
    return last


def _region_end(code: list[LogicalLine], i: int) -> int:
    """Blocks do not reach over the next definition or a gap of two blank lines."""
    for j in range(i + 1, len(code)):
        if j > i + 1 and (code[j].keyword in ("def", "class") or code[j].gap >= 2):
            return j
    return len(code)


def _partner_of(code: list[LogicalLine], i: int, region: int) -> int | None:
    """The `else`, `elif` or `except` that continues statement `i`."""
    follows = _FOLLOWERS.get(code[i].keyword or "", ())
    open_ifs = 0
    for j in range(i + 1, region):
        keyword = code[j].keyword
        if keyword in follows:
            if open_ifs == 0:
                return j
            open_ifs -= keyword == "else"
        elif (
            keyword == code[i].keyword
            and keyword in ("if", "try")
            and _partner_of(code, j, region) is not None
            and not _unclaimed(code, i, j, region)
        ):
            open_ifs += 1
    return None


def _unclaimed(code: list[LogicalLine], i: int, j: int, region: int) -> bool:
    """Whether one partner is left for `i` after `j` has taken its own: here, never by default."""
    needs = sum(code[k].keyword in ("if", "try") for k in range(i, j + 1))
    has = sum(code[k].keyword in ("else", "except") for k in range(j, region))
    return has >= needs
