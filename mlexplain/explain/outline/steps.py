"""The outline of a snippet: steps of statements that do one thing, nested as the code nests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from mlexplain.explain import knowledge
from mlexplain.explain.context.hindsight import hindsight
from mlexplain.explain.context.lookahead import LookAhead
from mlexplain.explain.context.surroundings import returns_inside
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.shapes import Found, find
from mlexplain.explain.statements.heads import BLOCKS, Heads
from mlexplain.explain.statements.sayings import keywords, says

_MOST_TOGETHER = 4
_MOST_REMARKS = 2
_QUOTED = re.compile(r"`[^`]*`")
_LONGEST = 140
"""Characters of a remark on why a loop ended."""


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One step, in lines of the recovered source."""

    lines: tuple[int, int]
    text: str
    depth: int


class Outline:
    """Walks a snippet and writes its steps."""

    def __init__(self, source: str, scope: Scope, describer: type[Heads] = Heads) -> None:
        self.words = Words(source, scope)
        self.scope = scope
        self.describer = describer(self.words, scope)
        self._ahead = LookAhead(self.describer)
        self.rows = source.split("\n")
        self.steps: list[OutlineStep] = []
        self.found: list[Found] = []
        self._looked: dict[tuple[int, int], list[Found]] = {}
        self._met: set[tuple[str, frozenset[tuple[str, object]]]] = set()
        self._inside: dict[int, list[str]] = {}
        """What idioms within a statement say, by the statement."""
        self._told_within: frozenset[int] = frozenset()
        """Statements inside blocks that an idiom around them has told of."""

    def walk(self, body: list[ast.stmt], depth: int = 0) -> None:
        """Add the steps of one block."""
        if depth == 0:
            self._ahead.block(body)
            self._inside.update(hindsight(body, self.describer, self._known))
        found = self._find(body)
        # What tells a statement whole goes before what tells its head alone.
        told = {
            id(f.nodes[0]): f
            for f in sorted(found, key=lambda f: f.idiom.level != "header")
            if f.idiom.level in ("statements", "named", "header")
        }
        covered = {
            id(n) for f in found if f.idiom.level in ("statements", "named") for n in f.nodes
        }
        remarks = {id(f.nodes[0]): f for f in _widest(found)}
        # What a remark on the whole has said is not said again; what is computed is.
        covered |= {
            id(n)
            for f in remarks.values()
            for n in f.nodes
            if isinstance(n, ast.Expr) and id(n) not in told
        }
        covered |= self._told_within
        self._remark(found)
        self._leave_to(remarks.values())
        self._note_fallbacks(body)
        run: list[ast.stmt] = []
        concepts = {id(n): f.idiom.concept for f in remarks.values() for n in f.nodes}
        for node in body:
            idiom = None if id(node) in self._told_within else told.get(id(node))
            if idiom and idiom.idiom.level == "header" and idiom.idiom.concept:
                if concepts.get(id(node)) == idiom.idiom.concept:
                    idiom = None  # the remark has said it
            if idiom or isinstance(node, BLOCKS) or self._separated(run, node):
                self._flush(run, depth)
                run = []
            if id(node) in remarks:
                self._flush(run, depth)
                run = []
                remark = remarks[id(node)]
                whole = says(remark, self.describer)
                if not any(s.text == whole for s in self.steps):
                    self._add(remark.nodes[0], remark.nodes[-1], whole, depth)
            if idiom and idiom.idiom.level != "header":
                self._told(idiom, depth)
            elif id(node) in covered:
                if isinstance(node, ast.If) and _others(node, self._told_within):
                    self._block(node, depth, None)  # what else it does hangs on its condition
                elif isinstance(node, BLOCKS) and _others(node, self._told_within):
                    self.walk(list(getattr(node, "body", [])), depth)
            elif isinstance(node, BLOCKS):
                self._block(node, depth, idiom)
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                run.append(node)
        self._flush(run, depth)

    def _find(self, body: list[ast.stmt]) -> list[Found]:
        """The idioms of a block, without those met again through a name: `loss.mean()` is no
        second loss."""
        found = []
        for f in self._known(body):
            holes = frozenset((k, _place(v)) for k, v in f.binding.items() if not _is_set(v))
            if not holes or (f.idiom.slug, holes) not in self._met:
                found.append(f)
            self._met.add((f.idiom.slug, holes))
        self.found.extend(found)
        return found

    def _known(self, body: list[ast.stmt]) -> list[Found]:
        """The idioms of a block, each block looked through once."""
        if not body:
            return []
        key = (id(body[0]), len(body))
        if key not in self._looked:
            self._looked[key] = find(body, self.scope)
        return self._looked[key]

    def _remark(self, found: list[Found]) -> None:
        """Keep what idioms within statements say, at most two for one statement."""
        for f in found:
            if f.idiom.level == "expression":
                said = self._inside.setdefault(id(f.nodes[0]), [])
                text = says(f, self.describer)
                if len(said) < _MOST_REMARKS and all(_apart(text, s, _MOSTLY) for s in said):
                    said.append(text)
                    if f.idiom.beside:
                        self.describer.reasons.add(said[-1])

    def _leave_to(self, wider: Iterable[Found]) -> None:
        """Take away what remarks on single statements say of the same thing as a wider one."""
        for f in wider:
            text = says(f, self.describer)
            for node in f.nodes:
                if id(node) in self._inside:
                    kept = [s for s in self._inside[id(node)] if _apart(s, text, _MOSTLY)]
                    self._inside[id(node)] = kept

    def _note_fallbacks(self, body: list[ast.stmt]) -> None:
        """What is returned or raised behind a loop that returns what it finds."""
        for loop, node in pairwise(body):
            if isinstance(loop, ast.For | ast.While) and isinstance(node, ast.Return | ast.Raise):
                if not loop.orelse and returns_inside(loop):
                    said: str = knowledge.table("sentences")["other"]["fallback"]
                    why = self._never_met(loop)
                    if why:
                        said = knowledge.table("sentences")["other"]["fallback-why"].format(why)
                    self._inside.setdefault(id(node), []).append(said)

    def _never_met(self, loop: ast.stmt) -> str | None:
        """ "no `x` in `xs` where …", of a loop that returns at its only condition."""
        clauses = []
        while isinstance(loop, ast.For):
            clauses.append(ast.comprehension(loop.target, loop.iter, [], 0))
            inner = [n for n in loop.body if isinstance(n, ast.For | ast.If | ast.While | ast.Try)]
            if len(inner) != 1:
                return None
            loop = inner[0]
        leaves = isinstance(loop, ast.If) and isinstance(loop.body[-1], ast.Return)
        if not leaves or loop.orelse or any(isinstance(n, BLOCKS) for n in loop.body):  # type: ignore[attr-defined]
            return None
        condition = self.words.condition(loop.test)  # type: ignore[attr-defined]
        over = " and ".join(self.words.clause(c, "no") for c in clauses)
        said = f"{over} where {condition}"
        return said if len(said) <= _LONGEST and " rounds" not in over else None

    def _told(self, idiom: Found, depth: int) -> None:
        """One step for an idiom; what stands in its blocks beside it gets steps of its own."""
        self._told_within |= idiom.inside
        rest = [n for n in idiom.nodes if isinstance(n, BLOCKS) and _others(n, idiom.inside)]
        if not rest:
            text = says(idiom, self.describer) + keywords(idiom, self.words)
            text += self.describer.holding(idiom.nodes, text)
            text = " ".join([text, *self._guards(idiom, text), *self._outcome(idiom, text)])
            self._add(idiom.nodes[0], idiom.nodes[-1], text, depth)
            return
        first = idiom.nodes[0]
        self.steps.append(
            OutlineStep((first.lineno, rest[0].lineno), says(idiom, self.describer), depth)
        )
        for node in rest:
            body: list[ast.stmt] = list(getattr(node, "body", []))
            if isinstance(node, ast.If) and any(_others(n, idiom.inside) for n in body):
                self._block(node, depth + 1, None)  # what else it does hangs on its condition
                continue
            self.walk(body, depth + 1)
            if any(_others(n, idiom.inside) for n in getattr(node, "orelse", [])):
                self._rest(node, depth)

    def _guards(self, idiom: Found, text: str) -> list[str]:
        """What keeps the idiom's statements from zero, where the idiom does not say it; and what else
        is known of a single statement, where that is another thing."""
        said = dict.fromkeys(s for node in idiom.nodes for s in self._inside.get(id(node), []))
        zero = [s for s in said if " zero" in s and "zero" not in text][:1]
        alone = len(idiom.nodes) == 1 and not isinstance(idiom.nodes[0], BLOCKS)
        reasons = [s for s in said if s in self.describer.reasons and " zero" not in s]
        return zero + [s for s in reasons if alone and _apart(s, text)][:1]

    def _outcome(self, idiom: Found, text: str) -> list[str]:
        """What is returned as a whole, where the idiom does not name it."""
        last = idiom.nodes[-1]
        if not isinstance(last, ast.Return) or last.value is None:
            return []
        computed, name = self.describer.computed(last.value), self.describer.values.role(last.value)
        names = (n.strip(" )").removeprefix("the ") for n in (name or computed or "").split("("))
        if not computed or any(n and n.lower() in text.lower() for n in names):
            return []
        if name is None and set(_QUOTED.findall(computed)) <= set(_QUOTED.findall(text)):
            return []
        return [f"What is returned is {computed}."]

    def _separated(self, run: list[ast.stmt], node: ast.stmt) -> bool:
        """Blank lines and comments part what belongs together from what does not."""
        if not run:
            return False
        between = self.rows[(run[-1].end_lineno or run[-1].lineno) : node.lineno - 1]
        apart = any(not row.strip() or row.lstrip().startswith("#") for row in between)
        alike = isinstance(node, ast.Import | ast.ImportFrom) == isinstance(
            run[-1], ast.Import | ast.ImportFrom
        )
        return apart or not alike or len(run) >= _MOST_TOGETHER

    def _flush(self, run: list[ast.stmt], depth: int) -> None:
        if run:
            text = ""
            for node in run:
                text = f"{text} {self._sentences(node, text)}".lstrip()
            self._add(run[0], run[-1], text, depth)

    def _sentences(self, node: ast.stmt, before: str = "") -> str:
        """What a statement does, and remarks on it that have not just been made before."""
        told = self.describer.sentence(node)
        remarks = [s for s in self._inside.get(id(node), []) if s not in before]
        return " ".join([told, *(_not_named_again(s, told) for s in remarks)])

    def _block(self, node: ast.stmt, depth: int, idiom: Found | None) -> None:
        body: list[ast.stmt] = list(getattr(node, "body", []))
        only = body[0] if len(body) == 1 and not isinstance(body[0], BLOCKS) else None
        simple = (
            isinstance(node, ast.If | ast.For)
            and only is not None
            and not node.orelse
            and not _is_ellipsis(only)
        )
        if simple and only is not None and not idiom:
            inner = self._find(body)
            self._remark(inner)
            whole = [f for f in inner if f.idiom.level in ("statements", "named")]
            once = says(whole[0], self.describer) if whole else None
            text = self.describer.head(node, once or self._sentences(only))
            text = " ".join([text, *self._inside.get(id(node), [])])
            self._add(node, node, text, depth)
            return
        text = says(idiom, self.describer) if idiom else self.describer.head(node)
        said = self._inside.get(id(node), [])
        if isinstance(node, ast.If) and text.endswith(":"):
            text = _with_reasons(text, said)
        elif isinstance(node, ast.For | ast.While | ast.If):
            text = " ".join([text, *said])
        first = body[0] if body else node
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(d.lineno for d in decorators)])
        self.steps.append(OutlineStep((start, max(node.lineno, first.lineno - 1)), text, depth))
        self.walk(body, depth + 1)
        self._cases(node, depth)
        self._rest(node, depth)

    def opening(self, unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """Add what the decorators of the explained function or class do."""
        self._ahead.unit(unit)
        for decorator, text in zip(
            unit.decorator_list, self.describer.decorators(unit), strict=True
        ):
            last = decorator.end_lineno or decorator.lineno
            self.steps.append(OutlineStep((decorator.lineno, last), text, 0))

    def _cases(self, node: ast.stmt, depth: int) -> None:
        for case in getattr(node, "cases", []):
            line = case.pattern.lineno
            self.steps.append(OutlineStep((line, line), self.describer.case(case), depth + 1))
            self.walk(case.body, depth + 2)

    def _rest(self, node: ast.stmt, depth: int) -> None:
        """`else`, `elif`, `except` and `finally`."""
        say = self.describer.branch
        for handler in getattr(node, "handlers", []):
            said = self._inside.get(id(handler), [])
            text = _with_reasons(self.describer.caught(handler), said)
            self.steps.append(OutlineStep((handler.lineno, handler.lineno), text, depth))
            self.walk(handler.body, depth + 1)
        other = getattr(node, "orelse", [])
        if other:
            chained = isinstance(node, ast.If) and len(other) == 1 and isinstance(other[0], ast.If)
            if chained and self._is_elif(other[0]):
                text = say("elif", condition=self.words.condition(other[0].test))
                head = other[0]
                self.steps.append(OutlineStep((head.lineno, head.lineno), text, depth))
                self.walk(head.body, depth + 1)
                self._rest(head, depth)
            else:
                line = other[0].lineno - 1
                key = "else" if isinstance(node, ast.If) else "for-else"
                key = "try-else" if isinstance(node, ast.Try) else key
                self.steps.append(OutlineStep((line, line), say(key), depth))
                self.walk(other, depth + 1)
        if getattr(node, "finalbody", []):
            line = node.finalbody[0].lineno - 1  # type: ignore[attr-defined]
            self.steps.append(OutlineStep((line, line), say("finally"), depth))
            self.walk(node.finalbody, depth + 1)  # type: ignore[attr-defined]

    def _is_elif(self, node: ast.If) -> bool:
        return self.rows[node.lineno - 1].lstrip().startswith("elif")

    def _add(self, first: ast.stmt, last: ast.stmt, text: str, depth: int) -> None:
        end = last.end_lineno or last.lineno
        self.steps.append(OutlineStep((first.lineno, end), text, depth))


def _apart(remark: str, text: str, share: float = 0.25) -> bool:
    """Whether a remark speaks of another thing than the text before it: by its longer words, of
    which at most this share stand there."""
    own = {w[:_STEM] for w in _WORD.findall(_CODE.sub(" ", remark))}
    told = {w[:_STEM] for w in _WORD.findall(_CODE.sub(" ", text))}
    return remark != text and len(own & told) <= len(own) * share


_CODE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[A-Za-z]{5,}")
_STEM = 5
_MOSTLY = 0.4


def _widest(found: list[Found]) -> list[Found]:
    """Of remarks that share statements, the one on more of them."""
    kept: list[Found] = []
    remarks = [f for f in found if f.idiom.level == "block"]
    for remark in sorted(remarks, key=lambda f: -len(f.nodes)):
        nodes = {id(n) for n in remark.nodes}
        if not any(nodes & {id(n) for n in other.nodes} for other in kept):
            kept.append(remark)
    return kept


def _others(node: ast.stmt, told: frozenset[int]) -> bool:
    """Whether a statement, or one within it, is not yet told."""
    inner = [
        n
        for name in ("body", "orelse", "finalbody")
        for n in getattr(node, name, []) or []
        if isinstance(n, ast.stmt)
    ]
    inner += [n for h in getattr(node, "handlers", []) for n in h.body]
    if inner:
        return any(_others(n, told) for n in inner)
    return id(node) not in told and not isinstance(node, ast.Pass | ast.Break | ast.Continue)


def _with_reasons(head: str, said: list[str]) -> str:
    """A head that ends in a colon, with remarks in brackets before it."""
    reasons = "; ".join(s[:1].lower() + s[1:].removesuffix(".") for s in said)
    return f"{head.removesuffix(':')} ({reasons}):" if reasons else head


def _not_named_again(remark: str, told: str) -> str:
    """A remark without the name of the value before its colon, where that has just been told."""
    name, colon, rest = remark.partition(": ")
    again = colon and (name in told or name[:1].lower() + name[1:] in told)
    again = again and rest.startswith(("the ", "a ", "an "))
    return f"That is {rest}" if again else remark


def _is_ellipsis(node: ast.stmt) -> bool:
    """`...`, which stands for a body left out."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
    )


def _is_set(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _place(node: ast.AST) -> object:
    """Where an expression is written; a name stands for the value that was written above."""
    line = getattr(node, "lineno", None)
    return (line, getattr(node, "col_offset", 0), type(node)) if line else id(node)
