"""What is done to get a value, step by step from the inside out, as verb phrases.

`x.softmax(-1) @ v` is "turns `x` into probabilities …", then "multiplies the result by the matrix `v`".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from mlexplain.explain.expressions import settings
from mlexplain.explain.expressions.phrases import verb_phrase
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.facts.scope import MODULES
from mlexplain.explain.facts.symbols import named_parts
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.read.walk import walk
from mlexplain.explain.tables.leads import led
from mlexplain.explain.wording import is_infinity, is_nan

_VERBS = {
    ast.Add: "adds {right} to {left}",
    ast.Sub: "subtracts {right} from {left}",
    ast.Mult: "multiplies {left} by {right}",
    ast.Div: "divides {left} by {right}",
    ast.FloorDiv: "divides {left} by {right} and drops the fraction",
    ast.Mod: "takes the remainder of {left} divided by {right}",
    ast.Pow: "raises {left} to the power of {right}",
    ast.MatMult: "takes the matrix product of {left} and {right}",
}
_POWERS = {2: "squares {left}", 0.5: "takes the square root of {left}"}
_NAMED_RESULT = re.compile(
    r"\bthe (logits|probabilities|log-probabilities|scores|predictions?|targets?|labels?|HTML) the result\b"
)
_BARE_RESULT = re.compile(
    r"\bthe (texts?|file|folder|path|bytes|database|command|address|thread|mail|set|answer"
    r"|array|image|sound|table|matrix|matrices|vectors?|points?|columns?|data|queue|heap|sample"
    r"|message|date|images|entry|NumPy array) the result\b"
)
_TAIL = re.compile(r": [a-z][^`()]*$")
"""What explains a step and would stand between it and the next."""
_HEAVY = 46
"""Characters from which a noun phrase inside another is better told as a step of its own."""
_OF_NUMBERS = ast.BinOp | ast.Constant | ast.operator
"""What `10 * 2**20` is made of, which is shown as it is written."""
_MOST = 5
_MANY = 3
"""Arguments of which none is told ahead of the others."""


class Workings:
    """Tells the steps of expressions."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.scope = words.scope

    def told(self, node: ast.AST) -> str | None:
        """All steps in one verb phrase: "turns …, then divides the result by …"."""
        steps = self.steps(node)
        if not steps:
            return None
        steps = [*(_TAIL.sub("", step) for step in steps[:-1]), steps[-1]]
        if len(steps) < 3:
            return ", then ".join(steps)
        middle = [f"then {step}" for step in steps[1:-1]]
        return ", ".join([steps[0], *middle, f"and finally {steps[-1]}"])

    def steps(self, node: ast.AST, most: int = _MOST) -> list[str]:
        """Verb phrases in the order of computing; empty where nothing is done."""
        if isinstance(node, ast.Await):
            steps = self.steps(node.value, most)
            if not steps or "waits" in steps[-1]:
                return steps
            return [*steps[:-1], f"{steps[-1]} and waits for the outcome"]
        members = self._members(node)
        if members:
            return [members]
        of_table = self._of_table(node, most)
        if of_table:
            return of_table
        inner = self._inner(node) if most > 1 else None
        before = self.steps(inner, most - 1) if inner is not None else []
        if inner is None or not before:
            return self.alone(node)
        whole = self.words.told
        self.words.told = {**whole, id(inner): "the result"}
        try:
            verb = self._verb(node)
        finally:
            self.words.told = whole
        if verb is None:
            return []
        if verb == "takes the result":  # the values of `x.max(1).values`
            return before
        verb = _NAMED_RESULT.sub(r"the result (\1)", verb)
        verb = _BARE_RESULT.sub("the result", verb)
        implied = isinstance(node, ast.Call) and getattr(node.func, "value", None) is inner
        return [*before, verb] if implied or "the result" in verb else self.alone(node)

    def _of_table(self, node: ast.AST, most: int) -> list[str]:
        """What is computed of a table, behind the steps that make the table."""
        words = self.words
        if words.table_noun(node) is None:
            return []
        base = words.table_base(node) if most > 1 else None
        before = self.steps(base, most - 1) if base is not None else []
        if base is None or not before:
            return [led(words.phrase(node))]
        whole = words.told
        words.told = {**whole, id(base): "the result"}
        try:
            return [*before, led(words.phrase(node))]
        finally:
            words.told = whole

    def alone(self, node: ast.AST) -> list[str]:
        """The outermost operation, with nouns for what it works on."""
        verb = self._verb(node)
        return [verb] if verb else []

    def _members(self, node: ast.AST) -> str:
        """What `nn.ModuleDict` holds, with the names that its parts get."""
        parts = list(named_parts(node, self.scope))
        told = [f"{quoted(key)} ({self.words.phrase(part)})" for key, part in parts]
        return f"keeps, as named sub-modules, {join_words(told)}" if told else ""

    def _inner(self, node: ast.AST) -> ast.expr | None:
        """The operand to be told as steps of its own: the one that takes most words."""
        operands = list(_operands(node))
        if _switches_mode(node):
            return operands[0]
        if isinstance(node, ast.Call) and (len(node.args) >= _MANY or _lists(node)):
            operands = [o for o in operands if o not in node.args]
        operands = [o for o in operands if not _is_size(node, o)]
        heavy = [(self._weight(o) or self._open(node, o), o) for o in operands]
        found = [pair for pair in heavy if pair[0]]
        chosen = max(found, key=lambda pair: pair[0])[1] if found else None
        while isinstance(chosen, ast.Attribute) and chosen.attr in ("dt", "str"):
            chosen = chosen.value  # a column's dates and texts are no step of their own
        return chosen

    def _open(self, node: ast.AST, operand: ast.expr) -> int:
        """The length of what cannot stand within a sum: "adds `1` to `x` limited to at most `5`"."""
        if not (isinstance(node, ast.BinOp) and isinstance(operand, ast.Call)):
            return 0
        told = self.words.phrase(operand)
        return len(told) if " limited to " in told else 0

    def _weight(self, node: ast.expr) -> int:
        if not isinstance(node, ast.Call | ast.BinOp | ast.UnaryOp | ast.Subscript | ast.Attribute):
            return 0
        if not any(isinstance(n, ast.Call | ast.BinOp) for n in walk(node)):
            return 0
        if all(isinstance(n, _OF_NUMBERS) for n in walk(node)):
            return 0
        if isinstance(node, ast.Call) and self.words.neighbours(node):
            return 0
        length = len(self.words.phrase(node))
        runs = isinstance(node, ast.Call) and self.scope.kind(node.func) in MODULES
        runs = runs or (isinstance(node, ast.Call) and len(node.args) > 1 and self._unknown(node))
        runs = runs or (_is_choice(node) and len(node.args) > 1)
        nested = any(self._is_step(o) for o in _operands(node))
        return length if runs or nested or length > _HEAVY else 0

    def _unknown(self, node: ast.Call) -> bool:
        return recognise(node, self.scope) is None and not self.words.makes_object(node.func)

    def _is_step(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call | ast.BinOp) and self._verb(node) is not None

    def _verb(self, node: ast.AST) -> str | None:
        """The outermost operation alone."""
        words = self.words
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"flips the sign of {words.phrase(node.operand)}"
        if isinstance(node, ast.Subscript):
            return f"takes {words.phrase(node)}"
        if isinstance(node, ast.Attribute) and not words.is_plain(node):
            return f"takes {words.phrase(node)}"
        return None

    def _operation(self, node: ast.BinOp) -> str | None:
        words = self.words
        form = _VERBS.get(type(node.op))
        averaged = words.averaged(node)
        if averaged is not None:
            return f"averages {words.phrase(averaged)}"
        if isinstance(node.op, ast.Mult) and words.text_of(node.left) == words.text_of(node.right):
            return f"squares {words.phrase(node.left)}"
        power = node.right.value if isinstance(node.right, ast.Constant) else None
        if isinstance(node.op, ast.Pow) and power in (2, 0.5):
            form = _POWERS[power]  # type: ignore[index]
        elif isinstance(node.op, ast.Mult) and isinstance(getattr(node.left, "value", 0), str):
            often = words.phrase(node.right)
            often = "as often as the result says" if often == "the result" else f"{often} times"
            return f"repeats {words.phrase(node.left)} {often}"
        elif form is None or words.special(node):
            return None
        left, right = words.operand(node.left), words.operand(node.right)
        if isinstance(node.op, ast.Div) and " for each " in left:
            return f"divides by {right} {left}"  # not the last thing told in it
        return form.format(left=left, right=right)

    def _call(self, node: ast.Call) -> str | None:
        words, func = self.words, node.func
        if words.is_truth_call(node) or is_infinity(node) or is_nan(node):
            return None
        of_table = words.table_verb(node)
        if of_table:
            return of_table
        counted = words.counted(node)
        if counted:
            return f"finds {counted}"
        call = recognise(node, self.scope)
        text = verb_phrase(call, words) if call else None
        if text and text.startswith("tells whether "):
            return f"tells whether {words.condition(node)}"
        if text:
            return text
        given = words.arguments(node)
        if words.is_super(func) and isinstance(func, ast.Attribute):
            if id(node) in self.scope.messages:
                return f"gives the error its message: {words.phrase(node.args[0])}"
            if func.attr == "__init__":
                return f"lets the parent class set itself up{given}"
            return f"does what the parent class does in {quoted(func.attr)}{given}"
        if words.makes_object(func):
            return f"makes a new {words.code(func)} object{given}"
        if self.scope.kind(func) in MODULES and given:
            ran, function = words.run(node)
            return f"runs {ran} through {function}" if ran else f"runs {function}"
        if getattr(func, "attr", "") == "to" and len(node.args) == 1 and not node.keywords:
            text = f"moves or converts {words.phrase(func.value)} to {words.phrase(node.args[0])}"  # type: ignore[attr-defined]
            return settings.moving(text, node.args[0])
        if isinstance(func, ast.Attribute) and not words.is_plain(func):
            return f"calls {quoted(func.attr)} of {words.phrase(func.value)}{given}"
        if not words.is_plain(func):
            return f"calls {words.phrase(func)}{given}"
        return f"calls {words.function(node)}{given}"


def _is_size(node: ast.AST, operand: ast.expr) -> bool:
    """`2 * n` of `nn.Linear(d, 2 * n)`, a size of what is made."""
    if not isinstance(node, ast.Call):
        return False
    if getattr(node.func, "attr", "") in _SHAPING:
        return operand in node.args
    if not isinstance(operand, ast.BinOp):
        return False
    makes = getattr(node.func, "attr", "")[:1].isupper() and operand in node.args[:2]
    return makes and all(isinstance(n, _SIZED) for n in walk(operand))


_SHAPING = ("view", "reshape", "expand", "device")
_SIZED = _OF_NUMBERS | ast.Name | ast.Attribute | ast.expr_context
"""What the sizes of layers are computed from."""


def _switches_mode(node: ast.AST) -> bool:
    """`load(x).eval()`: what is switched is made first."""
    func = node.func if isinstance(node, ast.Call) else None
    switching = isinstance(func, ast.Attribute) and func.attr in ("eval", "train")
    return switching and isinstance(func.value, ast.Call)  # type: ignore[union-attr]


def _is_choice(node: ast.expr) -> TypeGuard[ast.Call]:
    """`min(…)` and `max(…)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("min", "max")
    )


def _operands(node: ast.AST) -> Iterator[ast.expr]:
    """What an operation works on."""
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Subscript | ast.Attribute | ast.Starred | ast.Await):
        yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield node.func.value
        elif isinstance(node.func, ast.Call):
            yield node.func
        yield from node.args
        yield from (k.value for k in node.keywords)


def _lists(node: ast.Call) -> bool:
    """`nn.Sequential(a, b)`, whose parts are told side by side."""
    return len(node.args) > 1 and called_name(node) in ("Sequential", "Compose", "make_pipeline")
