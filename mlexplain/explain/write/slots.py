"""Names, numbers and strings of a snippet as numbered slots, and back.

A small model then never spells a name that it has not seen, and cannot name what is not there:

    w = w - eta * dw        →  <7> = <7> - <2> * <31>
    Moves `w` against `dw`  →  Moves <7> against <31>

Whole expressions that sentences quote become slots as well: copying them token by token is where
a small model errs.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from mlexplain.explain import knowledge
from mlexplain.explain.read.walk import walk

SLOTS = 64
"""How many slots the model knows."""

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>[rRbBfFuU]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
  | (?P<number>(?:0[xXbBoO][\da-fA-F_]+)|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?)
  | (?P<name>[^\W\d]\w*)
  | (?P<space>\s+)
  | (?P<other>\*\*=|//=|>>=|<<=|\.\.\.|->|:=|==|!=|<=|>=|\*\*|//|<<|>>|[-+*/%@&|^]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SLOT = re.compile(r"<(\d{1,2})>")
_QUOTED = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_SHORT = frozenset(["0", "1", "2", "None", "True", "False", "self"])
"""What is as easily written as a slot."""
_PLAIN_NUMBERS = frozenset(["0", "1", "2"])
"""Numbers whose meaning lies in themselves: the first, the next, halves, squares, pairs."""
_ATTRIBUTES = (
    "shape dtype device grad data T mT weight bias ndim is_cuda requires_grad grad_fn "
    "self cls args kwargs"
)

_KEYWORDS = frozenset(
    (
        *("alpha", "axis", "bias", "decimals", "device", "dilation", "dim"),
        *("dims", "dtype", "eps", "gamma", "groups", "inplace", "keepdim"),
        *("kernel", "lr", "momentum", "padding", "stride", "strict"),
    )
)
"""Arguments in one word that are hardly ever names of something else."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of Python text; `start` and `end` are offsets in it."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of a piece of Python, whole or not, without spaces and comments. Never fails."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            found.append(Token(kind, match.group(), match.start(), match.end()))
    return found


@cache
def api_words() -> frozenset[str]:
    """Identifiers that mean the same in every program: of the language and of the API cards."""
    known = {*keyword.kwlist, *dir(builtins), *_ATTRIBUTES.split()}
    cards = knowledge.cards()
    for name in cards:
        known.update(name.split("."))
        known.update(a for a in cards.arguments(name) if _telling(a))
    for alias, full in knowledge.table("aliases").items():
        known.update([alias, *full.split(".")])
    return frozenset(known)


def _telling(argument: str) -> bool:
    """Whether the name of an argument means the same everywhere: `num_heads`, but not `x` or `data`."""
    return argument in _KEYWORDS or ("_" in argument[2:-1] and argument[0] != "*")


def own_names(tree: ast.AST) -> frozenset[str]:
    """Identifiers that this code itself gives to something."""
    names: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    names -= {"self", "cls", "grad", "data", "weight", "bias"}
    return frozenset(n for n in names if not (n.startswith("__") and n.endswith("__")))


class Slots:
    """The slots of one step. `own` are the names that the snippet gives; `seed` numbers the slots."""

    def __init__(self, own: Iterable[str], seed: int | str) -> None:
        self._own = frozenset(own)
        self._free = list(range(SLOTS))
        random.Random(seed).shuffle(self._free)
        self._free.reverse()
        self.numbers: dict[str, int] = {}
        """Slot by spelling, in the order of first use."""
        self.expressions: dict[str, list[str]] = {}
        """Of the spellings that are expressions: their tokens as the model reads them."""

    def mark(self, token: Token) -> str:
        """A token as the model reads it. Raises `NoSlotLeft`."""
        if not self._is_slotted(token):
            return token.text
        number = self.numbers.get(token.text)
        if number is None:
            if not self._free:
                raise NoSlotLeft
            number = self.numbers[token.text] = self._free.pop()
        return f"<{number}>"

    def _is_slotted(self, token: Token) -> bool:
        if token.kind == "name":
            return token.text in self._own or token.text not in api_words()
        if token.kind == "number":
            return token.text not in _PLAIN_NUMBERS
        return token.kind == "string"

    def code(self, text: str) -> str:
        """Code with slots, evenly spaced, its lines kept (indentation as `|` marks)."""
        lines = []
        for row in _logical_rows(text):
            depth = (len(row) - len(row.lstrip())) // 4
            spaced = spaced_out([self.mark(t) for t in tokens(row)])
            if spaced:
                lines.append("| " * depth + spaced)
        return "\n".join(lines)

    def prose(self, text: str) -> str:
        """Sentences with their quoted code as slots, which stand without back-ticks."""
        return _marked_prose(text, self._quoted)

    def _quoted(self, found: list[Token]) -> str:
        marks = [self.mark(token) for token in found]
        plain = spaced_out([token.text for token in found])
        if plain not in _SHORT and plain not in self.numbers and self._free:
            self.numbers[plain] = self._free.pop()
            self.expressions[plain] = marks
        return f"<{self.numbers[plain]}>" if plain in self.numbers else spaced_out(marks)

    def spelling(self) -> dict[int, str]:
        """What each slot stands for."""
        return {number: text for text, number in self.numbers.items()}


class NoSlotLeft(Exception):
    """The step has more names than the model has slots."""


def mark_known(text: str, numbers: dict[str, int]) -> str:
    """Sentences with their quoted code as slots, where it has one."""

    def mark(spelling: str) -> str:
        return f"<{numbers[spelling]}>" if spelling in numbers else spelling

    def quoted(found: list[Token]) -> str:
        texts = [token.text for token in found]
        plain = spaced_out(texts)
        return mark(plain) if plain in numbers else spaced_out([mark(text) for text in texts])

    return _marked_prose(text, quoted)


def _marked_prose(text: str, mark: Callable[[list[Token]], str]) -> str:
    def quoted(match: re.Match[str]) -> str:
        marked = mark(tokens(match.group(2)))
        return marked if _SLOT.fullmatch(marked) else f"`{marked}`"

    return _QUOTED.sub(quoted, text)


def spaced_out(marks: list[str]) -> str:
    """Tokens with the usual spaces between them, whatever the author's habits."""
    out: list[str] = []
    for i, mark in enumerate(marks):
        before = marks[i - 1] if i else ""
        tight = (
            not out
            or mark in (")", "]", "}", ",", ".", ":", ";")
            or before in ("(", "[", "{", ".", "~")
            or (mark in ("(", "[") and (_wordlike(before) or before in (")", "]")))
        )
        out.append(mark if tight else " " + mark)
    return "".join(out)


def _wordlike(mark: str) -> bool:
    if keyword.iskeyword(mark):
        return mark in ("None", "True", "False")
    return bool(_SLOT.fullmatch(mark)) or mark.isidentifier()


def _logical_rows(text: str) -> Iterator[str]:
    """Rows with those inside brackets joined to the row that opens them."""
    row, open_brackets = "", 0
    for line in text.split("\n"):
        row = f"{row} {line.strip()}" if open_brackets else line
        open_brackets = 0
        for token in tokens(row):
            if token.kind == "other":
                open_brackets += (token.text in "([{") - (token.text in ")]}")
        if open_brackets <= 0:
            yield row
            row, open_brackets = "", 0
    if row.strip():
        yield row


def restore(text: str, spelling: dict[int, str], source: str) -> str | None:
    """Sentences with their slots put back, quoted code exactly as it stands in `source`.

    None where a slot is not among `spelling`, or a quoted piece does not stand in `source`.
    """
    if any(int(n) not in spelling for n in _SLOT.findall(text)):
        return None
    whole = tokens(source)
    texts = [t.text for t in whole]
    failed = False

    def as_written(marked: str) -> str:
        nonlocal failed
        plain = _SLOT.sub(lambda m: spelling[int(m.group(1))], marked)
        wanted = [t.text for t in tokens(plain)]
        places = _places(texts, wanted) if wanted else []

        def written(place: int) -> str:
            return source[whole[place].start : whole[place + len(wanted) - 1].end]

        # `-1` may also stand in `n - 1`: as it is quoted goes first.
        place = next((i for i in places if written(i) == plain), next(iter(places), None))
        if not wanted or (place is None and not _in_f_string(wanted, whole)):
            failed = True
            return marked
        if place is None:
            piece = spaced_out(wanted)
        else:
            piece = written(place)
        piece = " ".join(piece.split()) if "\n" in piece else piece
        fence = "``" if "`" in piece else "`"
        return f"{fence}{piece}{fence}"

    parts = []
    for i, part in enumerate(re.split(r"`([^`]*)`", text)):
        if i % 2:
            parts.append(as_written(part))
        else:
            parts.append(_SLOT.sub(lambda m: as_written(m.group()), part))
    return None if failed else "".join(parts)


def _in_f_string(wanted: list[str], whole: list[Token]) -> bool:
    """Whether an f-string fills these tokens in."""
    plain = re.escape("".join(wanted))
    filled = re.compile(rf"\{{[^{{}}]*(?<!\w){plain}(?!\w)[^{{}}]*\}}")
    return any(
        token.kind == "string"
        and "f" in re.split("['\"]", token.text, maxsplit=1)[0].lower()
        and filled.search("".join(token.text.split()))
        for token in whole
    )


def _places(whole: list[str], part: list[str]) -> list[int]:
    size = len(part)
    return [i for i in range(len(whole) - size + 1) if whole[i : i + size] == part]
