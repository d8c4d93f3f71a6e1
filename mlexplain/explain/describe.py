"""Single statements in words, from the sentences, cards and roles kept as data."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.cards import recognise
from mlexplain.explain.quoting import join_words
from mlexplain.explain.roles import role_of
from mlexplain.explain.scope import Scope, dotted
from mlexplain.explain.uses import part_of
from mlexplain.explain.words import Words
from mlexplain.explain.workings import Workings

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_OBJECTS = {
    "the model": False,
    "the optimizer": False,
    "the tokenizer": False,
    "the loss function": False,
    "the normalisation layer": True,
}
"""Roles of objects, and whether their usual names are as usual for numbers."""
_SHORT = 70
"""Characters of a noun phrase that needs no sentence of its own."""


class Describer:
    """Describes the statements of one source text."""

    def __init__(self, words: Words, scope: Scope) -> None:
        self.words = words
        self.scope = scope
        self.workings = Workings(words)
        self._named: set[str] = set()
        self.unchanged: set[int] = set()
        """Parameters that are returned as they came, by node."""
        self.growing: set[str] = set()
        """What the code adds to later on, as it is written."""
        self.fields: set[int] = set()
        """Fields with a default, from which an initialiser is made, by node."""
        self.giving_way: set[int] = set()
        """Where a context manager lets the block of the `with` run, by node."""

    def sentence(self, node: ast.stmt) -> str:
        """One or two sentences on a simple statement."""
        method = getattr(self, f"_{type(node).__name__}", None)
        return (
            method(node) if method else self._say("other", "statement", value=self.words.code(node))
        )

    def verb(self, node: ast.AST) -> str | None:
        """What an expression does, as a verb phrase in the third person, where it does more than
        one plain operation or call."""
        if self.words.is_literal(node) or self.words.is_truth(node):
            return None
        steps = self.workings.steps(node)
        if isinstance(node, ast.Await):
            return self.workings.told(node)
        carded = isinstance(node, ast.Call) and recognise(node, self.scope) is not None
        return self.workings.told(node) if len(steps) > 1 or (carded and steps) else None

    def role(self, target: ast.AST) -> str:
        """ ", the learning rate" where the spelling tells, once per name."""
        name = dotted(target)
        if name is None or name in self._named:
            return ""
        self._named.add(name)
        found = part_of(name, self.scope.uses) or role_of(name)
        if found in _OBJECTS and self._is_plain_value(target, _OBJECTS[found]):
            return ""
        return f", {found}," if found else ""

    def _is_plain_value(self, target: ast.AST, also_numbers: bool) -> bool:
        """Whether a name that sounds like a module may well hold a number or an array."""
        kind = self.scope.kind(target)
        if kind is None:
            return also_numbers and isinstance(target, ast.Name)
        return kind in ("str", "int", "number", "list", "dict", "tuple", "bool", "Tensor", "array")

    def template(self, table: str, key: str) -> str:
        """The sentence for one kind of statement, with its holes."""
        template: str = knowledge.table("sentences")[table][key]
        return template

    def _say(self, table: str, key: str, **values: str) -> str:
        template = self.template(table, key)
        if "Verb" not in values and "{Verb}" in template:
            values["Verb"] = _capital(values["verb"])
        text = template.format(**{"role": "", **values})
        for doubled, single in ((",,", ","), (",;", ";"), (",.", "."), (", .", "."), (",:", ":")):
            text = text.replace(doubled, single)
        return text

    # -- assignments

    def _Assign(self, node: ast.Assign) -> str:
        if len(node.targets) > 1:
            names = join_words([self.words.code(t) for t in node.targets])
            return self._say("assign", "several", target=names, value=self.words.phrase(node.value))
        return self._assigned(node.targets[0], node.value)

    def _AnnAssign(self, node: ast.AnnAssign) -> str:
        if node.value is None:
            kind = self.words.code(node.annotation)
            return self._say("other", "declare", target=self.words.code(node.target), value=kind)
        if id(node) in self.fields:
            return self._field(node.target, node.annotation, node.value)
        return self._assigned(node.target, node.value)

    def _field(self, target: ast.expr, annotation: ast.expr, value: ast.expr) -> str:
        """A field of a class that makes its initialiser from its fields."""
        named = {"target": self.words.code(target), "kind": self.words.code(annotation)}
        if isinstance(value, ast.Call):
            made = [k.value for k in value.keywords if k.arg == "default_factory"]
            default = [k.value for k in value.keywords if k.arg == "default"]
            if made:
                return self._say("other", "field-made", value=self.words.code(made[0]), **named)
            if not default:
                return self._assigned(target, value)
            value = default[0]
        return self._say("other", "field", value=self.words.phrase(value), **named)

    def _assigned(self, target: ast.expr, value: ast.expr) -> str:
        if isinstance(target, ast.Tuple | ast.List):
            return self._unpacked(target, value)
        verb = self.verb(value)
        if isinstance(target, ast.Subscript):
            name = self.words.place(target)
            if verb:
                return self._say("assign", "stored", verb=verb, target=name)
            return self._say("assign", "stored-value", value=self.words.phrase(value), target=name)
        key, values = self._shape_of(value, verb)
        if key == "copy" and isinstance(target, ast.Attribute):
            key = "field"
        elif key == "copy" and isinstance(value, ast.Attribute):
            if self.words.text_of(value.value) == self.words.text_of(target):
                key = "advance"
        elif key == "literal" and self.words.text_of(target) in self.growing:
            key = "start"
            if isinstance(value, ast.Constant) and value.value == 0:
                values = {"value": "zero"}
        table = "assign" if key in knowledge.table("sentences")["assign"] else "operation"
        name = self.words.code(target)
        return self._say(table, key, target=name, role=self.role(target), **values)

    def _unpacked(self, target: ast.Tuple | ast.List, value: ast.expr) -> str:
        words = self.words
        names = join_words([words.code(t) for t in target.elts])
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            given = [words.text_of(v) for v in value.elts]
            wanted = [words.text_of(t) for t in target.elts]
            if len(wanted) == 2 and wanted == given[::-1]:
                return self._say("assign", "swap", target=names)
            if self._apart(target.elts, value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                return " ".join(self._assigned(t, v) for t, v in pairs)
            every = join_words([words.phrase(v) for v in value.elts])
            if not all(isinstance(v, ast.Constant | ast.Name) for v in value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                each = [f"{words.code(t)} to {words.phrase(v)}" for t, v in pairs]
                return self._say("assign", "together", value=join_words(each))
            if len(set(given)) == 1:
                every = f"{words.phrase(value.elts[0])} each"
            return self._say("assign", "several", target=names, value=every)
        verb = self.verb(value)
        if verb:
            return self._say("assign", "call", verb=verb, target=names)
        if isinstance(value, ast.Call):
            key, values = self._call_words(value)
            return self._say("assign", key, target=names, **values)
        return self._say("assign", "unpack", target=names, value=words.phrase(value))

    def _apart(self, targets: list[ast.expr], values: list[ast.expr]) -> bool:
        """Whether an assignment to several names can be told name by name."""
        named = {self.words.text_of(t) for t in targets}
        read = {
            self.words.text_of(n) for v in values for n in ast.walk(v) if isinstance(n, ast.expr)
        }
        plain = all(isinstance(v, ast.Constant | ast.Name | ast.Attribute) for v in values)
        return not plain and len(targets) < 4 and not named & read

    def _shape_of(self, value: ast.expr, verb: str | None) -> tuple[str, dict[str, str]]:
        """Which sentence fits a value, and what goes into it."""
        words = self.words
        if verb:
            return "call", {"verb": verb}
        if isinstance(value, ast.Constant) or words.is_literal(value):
            return "literal", {"value": words.phrase(value)}
        if isinstance(value, ast.Call) and not words.is_truth(value):
            return self._call_words(value)
        if isinstance(value, ast.GeneratorExp):
            return "generator", {"value": words.each(value)}
        if isinstance(value, ast.SetComp):
            return "collected", {"value": words.each(value)}
        if isinstance(value, ast.ListComp):
            return "listing", {"value": words.each(value)}
        if isinstance(value, ast.List | ast.Dict | ast.Set | ast.Tuple):
            told = words.phrase(value)
            if isinstance(value, ast.Tuple) and len(value.elts) > 1 and not told.startswith("`("):
                told = f"the {'pair' if len(value.elts) == 2 else 'tuple'} of {told}"
            return "literal", {"value": told}
        if isinstance(value, ast.Name | ast.Attribute):
            return "copy", {"value": words.phrase(value)}
        if isinstance(value, ast.Compare):
            key = "comparison" if self.scope.kind(value) == "Tensor" else "condition"
            return key, {"condition": words.condition(value)}
        if words.is_truth(value):
            return "condition", {"condition": words.condition(value)}
        if isinstance(value, ast.IfExp):
            return "choice", {"value": words.phrase(value)}
        if isinstance(value, ast.DictComp):
            return "mapping", {"value": words.each(value)}
        if isinstance(value, ast.Subscript):
            return "cut", {"value": words.phrase(value)}
        if isinstance(value, ast.JoinedStr):
            return "text", {"value": words.phrase(value)}
        if isinstance(value, ast.Lambda):
            return "lambda", {"value": words.phrase(value)}
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitAnd | ast.BitOr):
            if words.is_mask(value) and isinstance(value.left, ast.Compare):
                return "comparison", {"condition": words.condition(value)}
        if isinstance(value, ast.BinOp) and isinstance(value.op, _ARITHMETIC):
            if not words.special(value):
                left = words.phrase(value.left, nested=True)
                return type(value.op).__name__, {
                    "left": left,
                    "right": words.phrase(value.right, nested=True),
                }
        return "computed", {"value": words.phrase(value)}

    def _call_words(self, node: ast.Call) -> tuple[str, dict[str, str]]:
        words = self.words
        function, arguments = words.code(node.func), words.arguments(node)
        if words.is_super(node.func):
            return "call", {"verb": self.workings.told(node) or ""}
        if words.makes_object(node.func):
            return "made", {"function": function, "arguments": arguments}
        if self.scope.kind(node.func) == "Module" and arguments:
            ran, module = words.run(node)
            if not ran:
                return "called", {"function": function, "arguments": arguments}
            return "ran", {"function": module, "arguments": ran}
        if not words.is_plain(node.func):
            return "call", {"verb": self.workings.told(node) or ""}
        return "called", {"function": function, "arguments": arguments}

    def _AugAssign(self, node: ast.AugAssign) -> str:
        key = type(node.op).__name__
        kinds = {self.scope.kind(node.target), self.scope.kind(node.value)}
        if kinds & {"list", "str"} and key == "Add":
            key = "Extend"
        if key == "BitOr" and (
            self.scope.kind(node.target) in ("set", "dict") or isinstance(node.value, ast.Set)
        ):
            key = "Merge"
        if key in ("Add", "Sub") and isinstance(node.value, ast.Constant) and node.value.value == 1:
            key = "Count" if key == "Add" else "CountDown"
        if key not in knowledge.table("sentences")["update"]:
            return self._say("other", "statement", value=self.words.code(node))
        return self._say(
            "update",
            key,
            target=self.words.phrase(node.target),
            value=self.words.phrase(node.value),
            role=self.role(node.target),
        )

    # -- other simple statements

    def _Expr(self, node: ast.Expr) -> str:
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return self._say("other", "documentation")
        if isinstance(value, ast.Yield):
            key = "yield-block" if id(value) in self.giving_way else "yield"
            if value.value is None:
                return self._say("other", key if key == "yield-block" else "yield-nothing")
            if key == "yield-block":
                key = "yield-block-given"
            return self._say("other", key, value=self.words.phrase(value.value))
        if isinstance(value, ast.YieldFrom):
            return self._say("other", "yield-from", value=self.words.phrase(value.value))
        if isinstance(value, ast.Await):
            return self._say("other", "expression", verb=self.verb(value) or "waits")
        if isinstance(value, ast.Call):
            if not value.args and isinstance(value.func, ast.Name) and value.func.id == "print":
                return self._say("other", "expression", verb="prints an empty line")
            verb = self.verb(value)
            if verb:
                return self._say("other", "expression", verb=verb)
            key, values = self._call_words(value)
            table = {"called": "call", "call": "expression"}
            return self._say("other", table.get(key, key), **values)
        return self._say("other", "statement", value=self.words.phrase(value))

    def _Assert(self, node: ast.Assert) -> str:
        return self._say("other", "assert", condition=self.words.condition(node.test))

    def _Return(self, node: ast.Return) -> str:
        value = node.value
        if value is None:
            return self._say("other", "return-nothing")
        if id(value) in self.unchanged:
            return self._say("other", "return-unchanged", value=self.words.code(value))
        verb = self.verb(value)
        if verb and verb.startswith("tells whether "):
            verb = None
        noun = self._how_many(value) or self.words.phrase(value)
        short = len(noun) <= _SHORT and len(self.workings.steps(value)) < 2
        if noun.startswith("the output of"):
            verb = verb or self.workings.told(value)
        elif short and not noun.startswith("the result of"):
            return self._say("other", "return", value=noun)
        if verb and not isinstance(value, ast.Subscript | ast.Attribute):
            return self._say("other", "return-call", verb=verb)
        return self._say("other", "return", value=noun)

    def _how_many(self, value: ast.expr) -> str | None:
        """What `len` is asked for, where nothing else is done with it."""
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") == "len"):
            return None
        counted = self.words.counted(value)
        if counted or len(value.args) != 1:
            return counted
        kind = "characters" if self.scope.kind(value.args[0]) == "str" else "entries"
        return f"the number of {kind} in {self.words.phrase(value.args[0])}"

    def _Raise(self, node: ast.Raise) -> str:
        words = self.words
        if node.exc is None:
            return self._say("other", "raise-again")
        error = node.exc
        if not isinstance(error, ast.Call):
            return self._say("other", "raise", value=words.code(error))
        kind = words.code(error.func)
        message = error.args[0] if error.args else None
        if isinstance(message, ast.Constant):
            return self._say("other", "raise-saying", value=kind, message=words.code(message))
        if isinstance(message, ast.JoinedStr):
            filled = [v.value for v in message.values if isinstance(v, ast.FormattedValue)]
            if filled:
                words.doubt(filled)
                named = words.listing(filled)
                return self._say("other", "raise-naming", value=kind, message=named)
        return self._say("other", "raise", value=kind)

    def _Break(self, node: ast.Break) -> str:
        return self._say("other", "break")

    def _Continue(self, node: ast.Continue) -> str:
        return self._say("other", "continue")

    def _Pass(self, node: ast.Pass) -> str:
        return self._say("other", "pass")

    def _Delete(self, node: ast.Delete) -> str:
        return self._say("other", "delete", value=self.words.listing(node.targets))

    def _Global(self, node: ast.Global | ast.Nonlocal) -> str:
        return self._say("other", "global", value=join_words([f"`{n}`" for n in node.names]))

    _Nonlocal = _Global

    def _Import(self, node: ast.Import) -> str:
        return self._say("other", "import", value=join_words([_imported(a) for a in node.names]))

    def _ImportFrom(self, node: ast.ImportFrom) -> str:
        names = join_words([_imported(a) for a in node.names])
        if node.names[0].name == "*":
            names = "all public names"
        return self._say("other", "import", value=f"{names} from `{node.module or '.'}`")


def _imported(alias: ast.alias) -> str:
    return f"`{alias.name}` as `{alias.asname}`" if alias.asname else f"`{alias.name}`"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
