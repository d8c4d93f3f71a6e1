"""Indentation that a paste has lost, restored from what the code does.

Python without its white space is ambiguous. Certain signs come first (`else` belongs to an `if`, a
`break` to a loop, a method to its class); after them the names decide: a loop reaches to the
last line that uses its variable, a branch to the last line that uses what only it has set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_OPENER = re.compile(
    r"^(?:async\s+)?(def|class|if|elif|else|for|while|with|try|except|finally|match|case)\b.*:\s*(?:#.*)?$",
    re.S,
)
_ONE_LINE = re.compile(
    r"^(?:if|elif|else|for|while|with|try|except|finally)\b[^#\"']*?:\s*[^\s#]", re.S
)
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_STRING = re.compile(r"[rbfuRBFU]{0,2}(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')")
_ASSIGNED = re.compile(r"^([^=!<>+\-*/%@&|^:]+?)(?::[^=]+)?=(?!=)")
_FOR = re.compile(r"^(?:async\s+)?for\s+(.+?)\s+in\b")
_AS = re.compile(r"\bas\s+([^\W\d]\w*)")
_METHOD = re.compile(r"(?:async\s+)?def\s+\w+\s*\(\s*(?:self|cls)\b")
_PARTNERS = {
    "else": ("if", "elif", "for", "while", "except", "try"),
    "elif": ("if", "elif"),
    "except": ("try", "except"),
    "finally": ("try", "except", "else"),
    "case": ("match", "case"),
}
_FOLLOWERS = {
    "if": ("else", "elif"),
    "elif": ("else", "elif"),
    "try": ("except", "finally"),
    "except": ("except", "finally", "else"),
}
_STEP = "    "


@dataclass(slots=True)
class _Statement:
    """A logical line: brackets closed, several physical lines joined."""

    rows: list[tuple[int, str]]
    blank_before: int
    gap: int = 0
    """Blank lines before it or before the comments that lead to it."""
    text: str = ""
    keyword: str | None = None
    sets: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    depth: int = 0
    comment: bool = False

    def __post_init__(self) -> None:
        self.text = "\n".join(row.strip() for _, row in self.rows)
        self.comment = self.text.startswith("#")
        opener = _OPENER.match(self.text)
        self.keyword = opener.group(1) if opener else None
        bare = _STRING.sub(_inside_braces, self.text)
        self.sets = frozenset(_targets(bare, self.keyword))
        self.uses = frozenset(_NAME.findall(_evaluated(_uncommented(bare), self.keyword)))


def _inside_braces(string: re.Match[str]) -> str:
    """What an f-string evaluates; nothing of a plain string."""
    text = string.group()
    return " ".join(re.findall(r"\{([^{}]*)\}", text)) if "f" in text[:2].lower() else " "


def _uncommented(text: str) -> str:
    return re.sub(r"#.*", "", text)


def _evaluated(text: str, keyword: str | None) -> str:
    """The statement without the names it merely sets."""
    found = _ASSIGNED.match(text) if keyword is None else None
    if keyword == "for":
        found = _FOR.match(text)
    if not found:
        return text
    return " ".join(re.findall(r"\[.*\]|\(.*\)", found.group(1))) + " " + text[found.end() :]


def _targets(text: str, keyword: str | None) -> list[str]:
    if keyword == "for":
        found = _FOR.match(text)
        return _NAME.findall(found.group(1)) if found else []
    if keyword == "with":
        return _AS.findall(text)
    if keyword is None:
        found = _ASSIGNED.match(text)
        if found and "(" not in found.group(1).split("[")[0]:
            return list(_NAME.findall(found.group(1).split("[")[0]))
    return []


@dataclass(slots=True)
class _Block:
    keyword: str
    depth: int
    """Depth of its header."""
    last: int
    """Index of the last statement it must reach."""
    name: str = ""
    returned: bool = False
    names: set[str] = field(default_factory=set)


def reindent(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give every logical line the indentation that the code's own structure asks for."""
    statements = _logical_lines(lines)
    code = []
    blank = 0
    for statement in statements:
        blank = max(blank, statement.blank_before)
        if not statement.comment:
            statement.gap = blank
            code.append(statement)
            blank = 0
    _place(code)
    following = 0
    for statement in reversed(statements):
        if statement.comment:
            statement.depth = following
        following = statement.depth
    return _written(statements)


def _logical_lines(lines: list[tuple[int, str]]) -> list[_Statement]:
    statements: list[_Statement] = []
    rows: list[tuple[int, str]] = []
    depth = blank = 0
    in_docstring = ""
    for number, line in lines:
        if not line.strip() and not rows:
            blank += 1
            continue
        rows.append((number, line))
        bare = _uncommented(_STRING.sub('""', line)) if not in_docstring else line
        for quote in ('"""', "'''"):
            if in_docstring == quote:
                if quote in line:
                    in_docstring = ""
            elif not in_docstring and line.count(quote) % 2 == 1:
                in_docstring = quote
        if not in_docstring:
            depth += sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")
        if (depth > 0 or in_docstring or bare.rstrip().endswith("\\")) and len(rows) < 200:
            continue
        statements.append(_Statement(rows, blank))
        rows, depth, blank = [], 0, 0
    if rows:
        statements.append(_Statement(rows, blank))
    return statements


def _place(code: list[_Statement]) -> None:
    """Walk down the statements, opening and closing blocks."""
    stack: list[_Block] = []
    known: set[str] = set()
    must_open = False
    for i, statement in enumerate(code):
        if not must_open:
            _close(stack, code, i, known)
        must_open = False
        statement.depth = stack[-1].depth + 1 if stack else 0
        if statement.keyword:
            block = _Block(statement.keyword, statement.depth, i + 1, name=_defined(statement.text))
            block.last = max(block.last, _reach(code, i, statement, known, stack))
            stack.append(block)
            must_open = True
        elif stack and re.match(r"(?:return|raise|break|continue)\b", statement.text):
            stack[-1].returned = True
        known |= statement.sets


def _defined(text: str) -> str:
    found = re.match(r"(?:async\s+)?(?:def|class)\s+(\w+)", text)
    return found.group(1) if found else ""


def _close(stack: list[_Block], code: list[_Statement], i: int, known: set[str]) -> None:
    """Close the blocks that statement `i` cannot be part of."""
    statement = code[i]
    partners = _PARTNERS.get(statement.keyword or "")
    if partners:
        while len(stack) > 1 and stack[-1].keyword not in partners:
            stack.pop()
        if stack:
            stack.pop()
        return
    if statement.keyword in ("def", "class") or statement.text.startswith("@"):
        _close_for_definition(stack, code, i)
        return
    while stack:
        block = stack[-1]
        if block.keyword in ("def", "class"):
            if block.keyword == "class" or block.returned or _calls_itself(block, statement):
                stack.pop()
                continue
            if statement.gap >= 2 or (
                statement.gap and re.match(r"(?:import|from)\s", statement.text)
            ):
                stack.pop()
                continue
            return
        if block.last >= i and not block.returned:
            return
        stack.pop()
        if block.returned and stack and stack[-1].last < i and stack[-1].keyword != "def":
            continue


def _close_for_definition(stack: list[_Block], code: list[_Statement], i: int) -> None:
    """Methods go into the innermost class, everything else to the outside."""
    header = next((s for s in code[i:] if s.keyword in ("def", "class")), code[i])
    method = header.keyword == "def" and _METHOD.match(header.text)
    decorated_method = any(
        s.text.startswith(("@staticmethod", "@classmethod", "@property"))
        for s in code[i : code.index(header)]
    )
    inside_class = any(b.keyword == "class" for b in stack)
    while stack:
        if (method or decorated_method) and inside_class and stack[-1].keyword == "class":
            return
        if (
            stack[-1].keyword == "def"
            and not stack[-1].returned
            and not code[i].gap
            and not method
            and header.keyword == "def"
        ):
            return
        stack.pop()


def _calls_itself(block: _Block, statement: _Statement) -> bool:
    return bool(block.name) and block.name in statement.uses and block.keyword == "def"


def _reach(
    code: list[_Statement], i: int, header: _Statement, known: set[str], stack: list[_Block]
) -> int:
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


def _same_purpose(code: list[_Statement], i: int, region: int) -> int:
    """A `with` without a name holds the run of like statements up to the next blank line."""
    last = i + 1
    for j in range(i + 2, region):
        if code[j].gap or _called(code[j]) != _called(code[i + 1]):
            break
        last = j
    return last


def _called(statement: _Statement) -> str:
    return statement.text.split("=", 1)[-1].split("(")[0].strip()


def _breaks_here(code: list[_Statement], i: int, j: int) -> bool:
    """A `break` or `continue` that no other loop between `i` and `j` can own."""
    if code[j].text not in ("break", "continue"):
        return False
    return not any(code[k].keyword in ("for", "while") for k in range(i + 1, j))


def _loop_end(code: list[_Statement], i: int, region: int, known: set[str]) -> int:
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


def _loops_anew(statement: _Statement, targets: set[str]) -> bool:
    """A later loop over the same variable is another loop."""
    return statement.keyword == "for" and bool(statement.sets & targets)


def _branch_end(code: list[_Statement], i: int, region: int, known: set[str]) -> int:
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


def _region_end(code: list[_Statement], i: int) -> int:
    """Blocks do not reach over the next definition or a gap of two blank lines."""
    for j in range(i + 1, len(code)):
        if j > i + 1 and (code[j].keyword in ("def", "class") or code[j].gap >= 2):
            return j
    return len(code)


def _partner_of(code: list[_Statement], i: int, region: int) -> int | None:
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


def _unclaimed(code: list[_Statement], i: int, j: int, region: int) -> bool:
    """Whether one partner is left for `i` after `j` has taken its own: here, never by default."""
    needs = sum(code[k].keyword in ("if", "try") for k in range(i, j + 1))
    has = sum(code[k].keyword in ("else", "except") for k in range(j, region))
    return has >= needs


def _written(statements: list[_Statement]) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for statement in statements:
        margin = _STEP * statement.depth
        first_number = statement.rows[0][0]
        out.extend((first_number, "") for _ in range(min(statement.blank_before, 2)))
        for k, (number, row) in enumerate(statement.rows):
            extra = (
                _STEP
                if k and row.strip()[:1] not in ")]}" and statement.text[:1] not in "\"'"
                else ""
            )
            out.append((number, margin + extra + row.strip()))
    return out
