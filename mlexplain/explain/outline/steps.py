"""The outline of a snippet: steps of statements that do one thing, nested as the code nests."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from mlexplain.explain.context.hindsight import hindsight
from mlexplain.explain.context.lookahead import LookAhead
from mlexplain.explain.expressions.subscripts import is_ellipsis
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.outline.clauses import clause_line
from mlexplain.explain.outline.declaring import declarations, declared
from mlexplain.explain.outline.listing import listed, same_call
from mlexplain.explain.outline.meetings import Meetings, widest
from mlexplain.explain.outline.remarking import Remarks, not_named_again, with_reasons
from mlexplain.explain.statements.heads import BLOCKS, Heads
from mlexplain.explain.statements.sayings import apart, keywords, says

_MOST_TOGETHER = 4
_MOST_IMPORTS = 10
_HALF = 0.5
"""Share of its words from which a remark tells what another idiom tells of the same statement."""
_LONG = 60
"""Characters from which a remark that stands in a step just above is not made again."""
_AGAINST_ZERO = "keeps the division below from"
_OF_DIVISOR = re.compile(r"The (?:small number|floor) .* (?:divisor|division) ")
"""What is said of a limit where it is set, and what of a divisor that has one."""
_QUOTED = re.compile(r"`[^`]*`")


class OutlineStep(NamedTuple):
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
        self._meetings = Meetings(scope)
        self.found = self._meetings.found
        self._remarks = Remarks(self.describer)
        self._told_within: frozenset[int] = frozenset()
        """Statements inside blocks that an idiom around them has told of."""

    def walk(self, body: list[ast.stmt], depth: int = 0) -> None:
        """Add the steps of one block."""
        if depth == 0:
            self._ahead.block(body)
            self._remarks.add(hindsight(body, self.describer, self._meetings.known))
        found = self._meetings.new(body)
        # What tells a statement whole goes before what tells its head alone.
        told = {
            id(f.nodes[0]): f
            for f in sorted(found, key=lambda f: f.idiom.level != "header")
            if f.idiom.level in ("statements", "named", "header")
        }
        covered = {
            id(n) for f in found if f.idiom.level in ("statements", "named") for n in f.nodes
        }
        remarks = {id(f.nodes[0]): f for f in widest(found)}
        # What a remark on the whole has said is not said again; what is computed is.
        covered |= {
            id(n)
            for f in remarks.values()
            for n in f.nodes
            if isinstance(n, ast.Expr) and id(n) not in told
        }
        covered |= self._told_within
        self._remarks.of_idioms(found)
        self._remarks.leave_to(remarks.values())
        self._remarks.fallbacks(body)
        run: list[ast.stmt] = []
        concepts = {id(n): f.idiom.concept for f in remarks.values() for n in f.nodes}
        options = {id(n): r for r in declarations(body) for n in r}
        for node in body:
            if id(node) in options:
                arguments = options[id(node)]
                if arguments[0] is node:
                    self._flush(run, depth)
                    run = []
                    self._add(node, arguments[-1], declared(arguments, self.words), depth)
                continue
            idiom = None if id(node) in self._told_within else told.get(id(node))
            if idiom and idiom.idiom.level == "header" and idiom.idiom.concept:
                if concepts.get(id(node)) == idiom.idiom.concept:
                    idiom = None  # the remark has said it
            if idiom and not run and self._names_again(idiom, node):
                idiom = None
                covered.discard(id(node))
            if idiom or isinstance(node, BLOCKS) or self._separated(run, node):
                self._flush(run, depth)
                run = []
            if id(node) in remarks:
                self._flush(run, depth)
                run = []
                remark = remarks[id(node)]
                whole = says(remark, self.describer)
                more = len(remark.nodes) > 1 or idiom is None or idiom.idiom.level == "header"
                more = more or apart(whole, says(idiom, self.describer), _HALF)  # type: ignore[arg-type]
                if not any(s.text == whole for s in self.steps):
                    if more:
                        self._add(remark.nodes[0], remark.nodes[-1], whole, depth)
                elif more:  # of other statements: what these do is told for the first time
                    covered -= {id(n) for n in remark.nodes} - self._told_within
                if len(remark.nodes) == 1 and _passes_over(node) and whole.startswith("Skips "):
                    continue  # that is all that the branch does
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

    def _names_again(self, idiom: Found, node: ast.stmt) -> bool:
        """Whether what is returned is called what the step just above has been called: the mean of
        a focal loss is no second one."""
        name, colon, _ = says(idiom, self.describer).partition(":")
        above = self.steps[-1].text if self.steps else ""
        return isinstance(node, ast.Return) and bool(colon) and above.startswith(f"{name}:")

    def _told(self, idiom: Found, depth: int) -> None:
        """One step for an idiom; what stands in its blocks beside it gets steps of its own."""
        self._told_within |= idiom.inside
        rest = [n for n in idiom.nodes if isinstance(n, BLOCKS) and _others(n, idiom.inside)]
        if not rest:
            text = says(idiom, self.describer) + keywords(idiom, self.words)
            text += self.describer.holding(idiom.nodes, text)
            text = " ".join([text, *self._remarks.guards(idiom, text), *self._outcome(idiom, text)])
            self._add(idiom.nodes[0], idiom.nodes[-1], text, depth)
            return
        first = idiom.nodes[0]
        self.steps.append(
            OutlineStep((first.lineno, rest[0].lineno), says(idiom, self.describer), depth)
        )
        for node in rest:
            body: list[ast.stmt] = list(getattr(node, "body", []))
            alone = len(idiom.nodes) == 1 and self.steps[-1].text.startswith("If ")
            if (
                isinstance(node, ast.If)
                and any(_others(n, idiom.inside) for n in body)
                and not alone
            ):
                self._block(node, depth + 1, None)  # what else it does hangs on its condition
                continue
            self.walk(body, depth + 1)
            if any(_others(n, idiom.inside) for n in getattr(node, "orelse", [])):
                self._rest(node, depth)

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
        imported = isinstance(node, ast.Import | ast.ImportFrom)
        alike = imported == isinstance(run[-1], ast.Import | ast.ImportFrom)
        most = _MOST_IMPORTS if imported or same_call(run[-1], node) else _MOST_TOGETHER
        return apart or not alike or len(run) >= most

    def _flush(self, run: list[ast.stmt], depth: int) -> None:
        if run:
            told: list[str] = []
            for node in run:
                told.append(self._sentences(node, " ".join(told)))
            self._add(run[0], run[-1], listed(told), depth)

    def _sentences(self, node: ast.stmt, before: str = "") -> str:
        """What a statement does, and remarks on it that have not just been made before."""
        told = self.describer.sentence(node)
        above = " ".join([before, *(s.text for s in self.steps[-2:])]).lower()
        remarks = [
            s
            for s in self._remarks.of(node)
            if s not in before
            and not (len(s) > _LONG and s.rstrip(".").lower() in above)
            and not (_AGAINST_ZERO in above and _OF_DIVISOR.match(s))
        ]
        return " ".join([told, *(not_named_again(s, told) for s in remarks)])

    def _block(self, node: ast.stmt, depth: int, idiom: Found | None) -> None:
        body: list[ast.stmt] = list(getattr(node, "body", []))
        only = body[0] if len(body) == 1 and not isinstance(body[0], BLOCKS) else None
        simple = (
            isinstance(node, ast.If | ast.For)
            and only is not None
            and not node.orelse
            and not (isinstance(only, ast.Expr) and is_ellipsis(only.value))
        )
        if simple and only is not None and not idiom:
            inner = self._meetings.new(body)
            self._remarks.of_idioms(inner)
            whole = [f for f in inner if f.idiom.level in ("statements", "named")]
            once = says(whole[0], self.describer) if whole else None
            text = self.describer.head(node, once or self._sentences(only))
            text = " ".join([text, *self._remarks.of(node)])
            self._add(node, node, text, depth)
            return
        text = says(idiom, self.describer) if idiom else self.describer.head(node)
        said = self._remarks.of(node)
        if isinstance(node, ast.If) and text.endswith(":"):
            text = with_reasons(text, said)
        elif isinstance(node, ast.For | ast.While | ast.If):
            text = " ".join([text, *said])
        first = body[0] if body else node
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(d.lineno for d in decorators)])
        self.steps.append(OutlineStep((start, max(node.lineno, first.lineno - 1)), text, depth))
        self.walk(body, depth + 1)
        self._cases(node, depth)
        self._rest(node, depth)

    def lines_of_batches(self) -> set[int]:
        """The lines inside loops over batches."""
        lines: set[int] = set()
        depth: int | None = None
        for step in self.steps:
            if depth is not None and step.depth <= depth:
                depth = None
            if depth is None and step.text.startswith("For each batch"):
                depth = step.depth
            elif depth is not None:
                lines |= set(range(step.lines[0], step.lines[1] + 1))
        return lines

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
            said = self._remarks.of(handler)
            text = with_reasons(self.describer.caught(handler), said)
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
                line = clause_line(self.rows, other[0], "else")
                key = "else" if isinstance(node, ast.If) else "for-else"
                key = "try-else" if isinstance(node, ast.Try) else key
                self.steps.append(OutlineStep((line, line), say(key), depth))
                self.walk(other, depth + 1)
        if getattr(node, "finalbody", []):
            line = clause_line(self.rows, node.finalbody[0], "finally")  # type: ignore[attr-defined]
            self.steps.append(OutlineStep((line, line), say("finally"), depth))
            self.walk(node.finalbody, depth + 1)  # type: ignore[attr-defined]

    def _is_elif(self, node: ast.If) -> bool:
        return self.rows[node.lineno - 1].lstrip().startswith("elif")

    def _add(self, first: ast.stmt, last: ast.stmt, text: str, depth: int) -> None:
        end = last.end_lineno or last.lineno
        self.steps.append(OutlineStep((first.lineno, end), text, depth))


def _passes_over(node: ast.stmt) -> bool:
    """`if c: continue`."""
    only = node.body if isinstance(node, ast.If) and not node.orelse else []
    return len(only) == 1 and isinstance(only[0], ast.Continue)


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
