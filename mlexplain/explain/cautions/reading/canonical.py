"""One spelling for what can be spelled in several ways: in place, as a function, by a condition."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ARITHMETIC: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "sub": ast.Sub,
    "subtract": ast.Sub,
    "mul": ast.Mult,
    "multiply": ast.Mult,
    "div": ast.Div,
    "divide": ast.Div,
    "true_divide": ast.Div,
}
_LIBRARIES = ("np", "numpy", "torch", "jnp")
_SQUEEZES = ("softmax", "log_softmax", "sigmoid", "softplus", "tanh", "exp", "log")
_STACKS = {"vstack": 0, "row_stack": 0, "hstack": 1}


class Canonical(ast.NodeTransformer):
    """`x.sub(y)` as `x - y`, `x += y` as `x = x + y`, `x[m] = v` and `where(m, v, x)` as a fill."""

    def __init__(self) -> None:
        self.changed = False

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """`if mask is not None: s = s.masked_fill(mask, v)` as what happens where there is a mask."""
        taken = not node.orelse and _is_asked_for(node.test) and all(map(_goes_on, node.body))
        self.generic_visit(node)
        if taken:
            self.changed = True
            return node.body
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        name = dotted(node.target)
        if name is None or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            return node
        value = ast.BinOp(_read(node.target), node.op, node.value)
        return self._made(ast.Assign([node.target], self._made(value, node.target)), node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """`x[m == 0] = v`."""
        self.generic_visit(node)
        target = node.targets[0]
        if not isinstance(target, ast.Subscript) or dotted(target.value) is None:
            return node
        chosen = target.slice
        tested = isinstance(chosen, ast.Compare) or (
            isinstance(chosen, ast.UnaryOp) and isinstance(chosen.op, ast.Invert)
        )
        tested = tested or "mask" in (dotted(chosen) or "").lower()
        if not tested or not _is_fill(node.value):
            return node
        filled = self._fill(_read(target.value), chosen, node.value, node)
        store = target.value
        store.ctx = ast.Store()  # type: ignore[attr-defined]
        return self._made(ast.Assign([store], filled), node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """`x.masked_fill_(m, v)` alone on its line."""
        self.generic_visit(node)
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return node
        if call.func.attr not in ("masked_fill_", "div_", "mul_") or not dotted(call.func.value):
            return node
        store = _read(call.func.value)
        store.ctx = ast.Store()  # type: ignore[attr-defined]
        call.func.attr = call.func.attr.rstrip("_")
        return self._made(ast.Assign([store], self.visit(call)), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        head, _, last = (dotted(node.func) or "").rpartition(".")
        of_library = head in _LIBRARIES
        parts = list(node.args)
        if isinstance(node.func, ast.Attribute) and not of_library:
            parts, last = [node.func.value, *node.args], node.func.attr
        if node.keywords or any(isinstance(p, ast.Starred) for p in parts):
            return node
        if last in _ARITHMETIC and len(parts) == 2 and (of_library or _is_number_like(parts)):
            return self._made(ast.BinOp(parts[0], _ARITHMETIC[last](), parts[1]), node)
        if last in ("neg", "negative") and len(parts) == 1:
            return self._made(ast.UnaryOp(ast.USub(), parts[0]), node)
        if last == "where" and len(parts) == 3:
            return self._where(node, parts, of_library)
        if of_library and last in _STACKS and len(parts) == 1:
            node.func = self._torch("cat", node)
            node.keywords.append(
                self._made(ast.keyword("dim", self._made(ast.Constant(_STACKS[last]), node)), node)
            )
        return node

    def _where(self, node: ast.Call, parts: list[ast.expr], of_library: bool) -> ast.AST:
        test, yes, no = parts if of_library else (parts[1], parts[0], parts[2])
        yes, no = _filled_with(yes), _filled_with(no)
        if _is_fill(yes) and not (_is_fill(no) and not _is_low(yes)):
            return self._fill(no, test, yes, node)
        if _is_fill(no):
            turned = self._made(ast.UnaryOp(ast.Invert(), test), test)
            return self._fill(yes, turned, no, node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`x + (1 - m) * -1e9` and `x + zeros.masked_fill(m, -inf)`."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.Add):
            return node
        for scores, added in ((node.left, node.right), (node.right, node.left)):
            if isinstance(added, ast.Call) and isinstance(added.func, ast.Attribute):
                if added.func.attr == "masked_fill" and _is_zero(added.func.value):
                    return self._fill(scores, added.args[0], added.args[1], node)
            if isinstance(added, ast.BinOp) and isinstance(added.op, ast.Mult):
                for mask, low in ((added.left, added.right), (added.right, added.left)):
                    if _is_low(low) and not isinstance(mask, ast.Constant):
                        return self._fill(scores, _where_one(mask), low, node)
        return node

    def _fill(self, of: ast.expr, test: ast.expr, value: ast.expr, place: ast.AST) -> ast.Call:
        function = self._made(ast.Attribute(of, "masked_fill", ast.Load()), place)
        return self._made(ast.Call(function, [test, value], []), place)

    def _torch(self, name: str, place: ast.AST) -> ast.Attribute:
        base = self._made(ast.Name("torch", ast.Load()), place)
        return self._made(ast.Attribute(base, name, ast.Load()), place)

    def _made(self, node, place):
        self.changed = True
        return ast.copy_location(node, place)


def _is_asked_for(test: ast.expr) -> bool:
    """`mask is not None`, and the name of a setting alone."""
    if isinstance(test, ast.Compare):
        nothing = (
            isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        )
        return nothing and isinstance(test.ops[0], ast.IsNot)
    return dotted(test) is not None


def _goes_on(step: ast.stmt) -> bool:
    """`x = f(x)`, with nothing that makes shares of scores: those may be meant for one way only."""
    if isinstance(step, ast.AugAssign):
        return isinstance(step.target, ast.Name)
    if not isinstance(step, ast.Assign) or not isinstance(step.targets[0], ast.Name):
        return False
    inner = list(walk(step.value))
    squeezes = any(getattr(n, "attr", getattr(n, "id", "")) in _SQUEEZES for n in inner)
    name = step.targets[0].id
    return not squeezes and any(isinstance(n, ast.Name) and n.id == name for n in inner)


def _read(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(node.value, node.attr, ast.Load()), node)
    return ast.copy_location(ast.Name(node.id, ast.Load()), node)  # type: ignore[attr-defined]


def _is_fill(node: ast.expr) -> bool:
    """A number, or a spelling of infinity."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) or _is_low(node)


def _filled_with(node: ast.expr) -> ast.expr:
    """The number of `full_like(x, -1e9)`, `torch.tensor(0.0)` and `zeros_like(x)`."""
    name = (dotted(node.func) or "").split(".")[-1] if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and not node.keywords:
        if name in ("full_like", "full") and len(node.args) == 2:
            return node.args[1]
        if name == "tensor" and len(node.args) == 1 and _is_fill(node.args[0]):
            return node.args[0]
        if name == "zeros_like" and len(node.args) == 1:
            return ast.copy_location(ast.Constant(0), node)
    return node


def _is_low(node: ast.expr) -> bool:
    text = ast.unparse(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = node.operand
        if isinstance(inner, ast.Constant) and isinstance(inner.value, int | float):
            return inner.value >= 1e3
        return "inf" in text
    return "'-inf'" in text or text.endswith(".min")


def _is_zero(node: ast.expr) -> bool:
    zeros = isinstance(node, ast.Call) and (dotted(node.func) or "").split(".")[-1] in (
        "zeros",
        "zeros_like",
    )
    return zeros or (isinstance(node, ast.Constant) and node.value == 0)


def _where_one(mask: ast.expr) -> ast.expr:
    """The test that is true where a mask of zeros and ones is one: for `1 - m`, where m is zero."""
    one = 1
    if isinstance(mask, ast.BinOp) and isinstance(mask.op, ast.Sub):
        if isinstance(mask.left, ast.Constant) and mask.left.value == 1:
            one, mask = 0, mask.right
    made = ast.Compare(mask, [ast.Eq()], [ast.copy_location(ast.Constant(one), mask)])
    return ast.copy_location(made, mask)


def _is_number_like(parts: list[ast.expr]) -> bool:
    """Whether a method may be one of tensors: sets and counters have an `add`, too, of one text."""
    return all(isinstance(p, ast.BinOp | ast.Call | ast.Name | ast.Attribute) for p in parts[:1])
