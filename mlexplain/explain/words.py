"""Expressions in words. Code stands in back-ticks, exactly as it was written."""

from __future__ import annotations

import ast

_COMPARE = {
    ast.Eq: "equals",
    ast.NotEq: "differs from",
    ast.Lt: "is less than",
    ast.LtE: "is at most",
    ast.Gt: "is greater than",
    ast.GtE: "is at least",
    ast.In: "is in",
    ast.NotIn: "is not in",
}
_ARITHMETIC = {
    ast.Add: "the sum of {} and {}",
    ast.Sub: "the difference {} minus {}",
    ast.Mult: "the product of {} and {}",
    ast.Div: "{} divided by {}",
    ast.FloorDiv: "the whole part of {} divided by {}",
    ast.Mod: "the remainder of {} divided by {}",
    ast.Pow: "{} to the power {}",
    ast.MatMult: "the matrix product of {} and {}",
    ast.BitAnd: "{} and {} combined, where both hold",
    ast.BitOr: "{} and {} combined, where either holds",
}
_LONG = 60


class Words:
    """Puts expressions of one source text into words."""

    def __init__(self, source: str) -> None:
        self._rows = [row.encode() for row in source.split("\n")]

    def _segment(self, node: ast.AST) -> str | None:
        """As `ast.get_source_segment`, which would split the whole source for every node."""
        end_row, end = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        if end_row is None or end is None:
            return None
        first, start = node.lineno - 1, node.col_offset  # type: ignore[attr-defined]
        rows = self._rows[first:end_row]
        rows[-1] = rows[-1][:end]
        rows[0] = rows[0][start:]
        return b"\n".join(rows).decode()

    def text_of(self, node: ast.AST) -> str:
        """The source text of a node on one line, as written."""
        found = self._segment(node)
        text = found if found is not None else ast.unparse(node)
        return " ".join(text.split()) if "\n" in text else text

    def code(self, node: ast.AST) -> str:
        """The node in back-ticks."""
        text = self.text_of(node)
        fence = "``" if "`" in text else "`"
        return f"{fence}{text}{fence}"

    def phrase(self, node: ast.AST) -> str:
        """A noun phrase: the code itself where it is short, else its structure in words."""
        if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp):
            return self.each(node)
        if isinstance(node, ast.Starred):
            return f"all entries of {self.phrase(node.value)}"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if not isinstance(node.operand, ast.Constant | ast.Name):
                return f"the negative of {self.phrase(node.operand)}"
        if isinstance(node, ast.BinOp) and len(self.text_of(node)) > _LONG:
            form = _ARITHMETIC.get(type(node.op))
            if form:
                return form.format(self.phrase(node.left), self.phrase(node.right))
        if isinstance(node, ast.IfExp):
            return (
                f"{self.phrase(node.body)} if {self.condition(node.test)}, "
                f"else {self.phrase(node.orelse)}"
            )
        if isinstance(node, ast.Lambda):
            return f"the function {self.code(node)}"
        if isinstance(node, ast.Constant) and node.value is None:
            return "nothing (`None`)"
        if isinstance(node, ast.JoinedStr) and len(self.text_of(node)) > _LONG:
            return "a text put together from " + self.listing(_interpolated(node))
        return self.code(node)

    def each(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> str:
        """A comprehension: what is made, for each of what, under which condition."""
        if isinstance(node, ast.DictComp):
            made = f"{self.code(node.key)} with {self.phrase(node.value)}"
        else:
            made = self.phrase(node.elt)
        parts = [made]
        for clause in node.generators:
            parts.append(f"for each {self.loop_over(clause.target, clause.iter)}")
            parts.extend(f"where {self.condition(test)}" for test in clause.ifs)
        return " ".join(parts)

    def loop_over(self, target: ast.AST, iterated: ast.AST) -> str:
        """What a loop goes through: `x in xs`, counting, numbering or pairing."""
        call = iterated if isinstance(iterated, ast.Call) else None
        name = call.func.id if call and isinstance(call.func, ast.Name) else ""
        if call and name == "range" and call.args and not call.keywords:
            return f"{self.code(target)} {self._range(call.args)}"
        if (
            call
            and name == "enumerate"
            and call.args
            and isinstance(target, ast.Tuple)
            and len(target.elts) == 2
        ):
            number, entry = target.elts
            return (
                f"{self.code(entry)} in {self.phrase(call.args[0])}, "
                f"numbered by {self.code(number)}"
            )
        if call and name == "zip" and isinstance(target, ast.Tuple):
            if len(call.args) == len(target.elts):
                pairs = [
                    f"{self.code(t)} from {self.phrase(a)}"
                    for t, a in zip(target.elts, call.args, strict=True)
                ]
                return "pair of " + _join(pairs) if len(pairs) == 2 else "group of " + _join(pairs)
        if isinstance(target, ast.Name) and target.id.startswith("_"):
            return f"entry of {self.phrase(iterated)}"
        return f"{self.code(target)} in {self.phrase(iterated)}"

    def _range(self, args: list[ast.expr]) -> str:
        if len(args) == 1:
            return f"from 0 up to {self.phrase(args[0])} (exclusive)"
        text = f"from {self.phrase(args[0])} up to {self.phrase(args[1])} (exclusive)"
        return text if len(args) == 2 else f"{text} in steps of {self.phrase(args[2])}"

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        if isinstance(node, ast.BoolOp):
            word = " and " if isinstance(node.op, ast.And) else " or "
            return word.join(self.condition(v) for v in node.values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = node.operand
            if isinstance(inner, ast.Name | ast.Attribute):
                return f"{self.code(inner)} is false or empty"
            return f"it is not the case that {self.condition(inner)}"
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node.left, node.ops[0], node.comparators[0])
        if isinstance(node, ast.Compare):
            return f"{self.code(node)} holds"
        if isinstance(node, ast.Constant):
            return f"{self.code(node)} holds"
        if isinstance(node, ast.Name | ast.Attribute):
            return f"{self.code(node)} is set"
        return self._called(node)

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        if isinstance(right, ast.Constant) and right.value is None:
            given = isinstance(op, ast.IsNot | ast.NotEq)
            return f"{self.code(left)} is {'not ' if given else ''}`None`"
        if isinstance(op, ast.Is | ast.IsNot):
            word = "is not" if isinstance(op, ast.IsNot) else "is"
            return f"{self.code(left)} {word} {self.code(right)}"
        if (
            isinstance(op, ast.Eq)
            and isinstance(right, ast.Constant)
            and right.value == 0
            and isinstance(left, ast.BinOp)
            and isinstance(left.op, ast.Mod)
        ):
            return f"{self.phrase(left.left)} is a multiple of {self.phrase(left.right)}"
        return f"{self.phrase(left)} {_COMPARE[type(op)]} {self.phrase(right)}"

    def _called(self, node: ast.AST) -> str:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) >= 1:
            first = node.args[0]
            if node.func.id == "isinstance" and len(node.args) == 2:
                return f"{self.code(first)} is a {self.code(node.args[1])}"
            if node.func.id == "all" and isinstance(first, ast.Name | ast.Attribute):
                return f"every entry of {self.code(first)} is true"
            if node.func.id == "any" and isinstance(first, ast.Name | ast.Attribute):
                return f"any entry of {self.code(first)} is true"
            if node.func.id == "hasattr" and len(node.args) == 2:
                return f"{self.code(first)} has the attribute {self.code(node.args[1])}"
        return f"{self.code(node)} is true"

    def listing(self, nodes: list[ast.expr]) -> str:
        return _join([self.phrase(n) for n in nodes])


def _interpolated(node: ast.JoinedStr) -> list[ast.expr]:
    return [v.value for v in node.values if isinstance(v, ast.FormattedValue)]


def _join(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


join_words = _join
