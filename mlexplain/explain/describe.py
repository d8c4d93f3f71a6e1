"""Single statements in words, from the sentences, cards and roles kept as data."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.calls import recognise, verb_phrase
from mlexplain.explain.scope import Scope, dotted
from mlexplain.explain.words import Words, join_words

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


class Describer:
    """Describes the statements of one source text."""

    def __init__(self, words: Words, scope: Scope) -> None:
        self.words = words
        self.scope = scope
        self._named: set[str] = set()

    def sentence(self, node: ast.stmt) -> str:
        """One or two sentences on a simple statement."""
        method = getattr(self, f"_{type(node).__name__}", None)
        return (
            method(node) if method else self._say("other", "statement", value=self.words.code(node))
        )

    def verb(self, node: ast.AST) -> str | None:
        """What a call does, as a verb phrase in the third person, from its card."""
        if not isinstance(node, ast.Call):
            return None
        call = recognise(node, self.scope)
        return verb_phrase(call, self.words) if call else None

    def role(self, target: ast.AST) -> str:
        """ ", the learning rate" where the spelling tells, once per name."""
        name = dotted(target)
        if name is None or name in self._named:
            return ""
        self._named.add(name)
        found = role_of(name)
        return f", {found}," if found else ""

    def template(self, table: str, key: str) -> str:
        """The sentence for one kind of statement, with its holes."""
        template: str = knowledge.table("sentences")[table][key]
        return template

    def _say(self, table: str, key: str, **values: str) -> str:
        template = self.template(table, key)
        if "Verb" not in values and "{Verb}" in template:
            values["Verb"] = _capital(values["verb"])
        text = template.format(**{"role": "", **values})
        for doubled, single in ((",,", ","), (",;", ";"), (",.", "."), (", .", ".")):
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
            return self._say("other", "statement", value=self.words.code(node))
        return self._assigned(node.target, node.value)

    def _assigned(self, target: ast.expr, value: ast.expr) -> str:
        words = self.words
        if isinstance(target, ast.Tuple | ast.List):
            names = join_words([words.code(t) for t in target.elts])
            if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
                every = join_words([words.phrase(v) for v in value.elts])
                return self._say("assign", "several", target=names, value=every)
            verb = self.verb(value)
            if verb:
                return self._say("assign", "call", verb=verb, target=names)
            return self._say("assign", "unpack", target=names, value=words.code(value))
        name = words.code(target)
        verb = self.verb(value)
        if isinstance(target, ast.Subscript):
            if verb:
                return self._say("assign", "stored", verb=verb, target=name)
            return self._say("assign", "stored-value", value=words.phrase(value), target=name)
        key, values = self._shape_of(value, verb)
        table = "assign" if key in knowledge.table("sentences")["assign"] else "operation"
        return self._say(table, key, target=name, role=self.role(target), **values)

    def _shape_of(self, value: ast.expr, verb: str | None) -> tuple[str, dict[str, str]]:
        """Which sentence fits a value, and what goes into it."""
        words = self.words
        if verb:
            return "call", {"verb": verb}
        if isinstance(value, ast.Call):
            return self._call_words(value)
        if isinstance(value, ast.Constant) or (
            isinstance(value, ast.List | ast.Dict | ast.Set | ast.Tuple)
            and len(words.text_of(value)) < 60
        ):
            return "literal", {"value": words.code(value)}
        if isinstance(value, ast.Name | ast.Attribute):
            return "copy", {"value": words.code(value)}
        if isinstance(value, ast.Compare):
            key = "comparison" if self.scope.kind(value) == "Tensor" else "condition"
            return key, {"condition": words.condition(value)}
        if isinstance(value, ast.BoolOp):
            return "condition", {"condition": words.condition(value)}
        if isinstance(value, ast.IfExp):
            return "choice", {"value": words.phrase(value)}
        if isinstance(value, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return "listing", {"value": words.each(value)}
        if isinstance(value, ast.DictComp):
            return "mapping", {"value": words.each(value)}
        if isinstance(value, ast.Dict):
            keys = [words.code(k) for k in value.keys if k is not None]
            return "mapping", {"value": f"with the keys {join_words(keys[:12])}"}
        if isinstance(value, ast.Subscript):
            return "cut", {"value": words.code(value)}
        if isinstance(value, ast.JoinedStr):
            return "text", {"value": words.code(value)}
        if isinstance(value, ast.BinOp) and isinstance(value.op, _ARITHMETIC):
            left, right = words.phrase(value.left), words.phrase(value.right)
            return type(value.op).__name__, {"left": left, "right": right}
        return "computed", {"value": words.phrase(value)}

    def _call_words(self, node: ast.Call) -> tuple[str, dict[str, str]]:
        given = [*node.args, *(k.value for k in node.keywords)]
        runs = self.scope.kind(node.func) == "Module" and given
        function = self.words.code(node.func)
        if runs:
            return "ran", {"function": function, "arguments": self.words.listing(given[:4])}
        arguments = f" with {self.words.listing(given[:6])}" if given else ""
        return "called", {"function": function, "arguments": arguments}

    def _AugAssign(self, node: ast.AugAssign) -> str:
        key = type(node.op).__name__
        if key not in knowledge.table("sentences")["update"]:
            return self._say("other", "statement", value=self.words.code(node))
        return self._say(
            "update",
            key,
            target=self.words.code(node.target),
            value=self.words.phrase(node.value),
            role=self.role(node.target),
        )

    # -- other simple statements

    def _Expr(self, node: ast.Expr) -> str:
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return self._say("other", "documentation")
        if isinstance(value, ast.Yield):
            handed = self.words.phrase(value.value) if value.value else "`None`"
            return self._say("other", "yield", value=handed)
        if isinstance(value, ast.Await):
            value = value.value
        verb = self.verb(value)
        if verb:
            return self._say("other", "expression", verb=verb)
        if isinstance(value, ast.Call):
            key, values = self._call_words(value)
            return self._say("other", "call" if key == "called" else key, **values)
        return self._say("other", "statement", value=self.words.code(value))

    def _Assert(self, node: ast.Assert) -> str:
        return self._say("other", "assert", condition=self.words.condition(node.test))

    def _Return(self, node: ast.Return) -> str:
        if node.value is None:
            return self._say("other", "return-nothing")
        verb = self.verb(node.value)
        if verb:
            return self._say("other", "return-call", verb=verb)
        return self._say("other", "return", value=self.words.phrase(node.value))

    def _Raise(self, node: ast.Raise) -> str:
        if node.exc is None:
            return self._say("other", "raise-again")
        return self._say("other", "raise", value=self.words.code(node.exc))

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
        return self._say("other", "import", value=join_words([f"`{a.name}`" for a in node.names]))

    def _ImportFrom(self, node: ast.ImportFrom) -> str:
        names = join_words([f"`{a.name}`" for a in node.names])
        return self._say("other", "import", value=f"{names} from `{node.module or '.'}`")

    # -- the heads of blocks

    def head(self, node: ast.stmt, once: str | None = None) -> str:
        """The sentence that opens a block; `once` is its body, where that is one sentence."""
        words = self.words
        if isinstance(node, ast.For | ast.AsyncFor):
            loop = words.loop_over(node.target, node.iter)
            key = "for-once" if once else "for"
            return self._say("block", key, loop=loop, sentence=_lower(once or ""))
        if isinstance(node, ast.While):
            if isinstance(node.test, ast.Constant) and node.test.value:
                return self._say("block", "while-forever")
            return self._say("block", "while", condition=words.condition(node.test))
        if isinstance(node, ast.If):
            key = "if-once" if once else "if"
            condition = words.condition(node.test)
            return self._say("block", key, condition=condition, sentence=_lower(once or ""))
        if isinstance(node, ast.With | ast.AsyncWith):
            return " ".join(self._with_item(item) for item in node.items)
        if isinstance(node, ast.Try):
            return self._say("block", "try")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [f"`{a.arg}`" for a in node.args.args if a.arg not in ("self", "cls")]
            given = f" with {join_words(names)}" if names else ""
            return self._say("block", "def", name=f"`{node.name}`", parameters=given)
        if isinstance(node, ast.ClassDef):
            bases = [words.code(b) for b in node.bases]
            base = f", a kind of {join_words(bases)}" if bases else ""
            return self._say("block", "class", name=f"`{node.name}`", base=base)
        return self._say("other", "statement", value=f"`{words.text_of(node).splitlines()[0]}`")

    def _with_item(self, item: ast.withitem) -> str:
        opened = item.context_expr
        target = item.optional_vars
        full = self.scope.full_name(opened.func) if isinstance(opened, ast.Call) else None
        if full in ("open", "urllib.request.urlopen") and target is not None:
            assert isinstance(opened, ast.Call)
            value = self.words.phrase(opened.args[0]) if opened.args else self.words.code(opened)
            return self._say("block", "with-open", value=value, target=self.words.code(target))
        verb = self.verb(opened)
        if verb:
            return self._say("block", "with", verb=verb)
        return self._say("block", "with-other", value=self.words.code(opened))

    def branch(self, key: str, **values: str) -> str:
        """`else`, `elif`, `except` and `finally`."""
        return self._say("block", key, **values)


def role_of(name: str) -> str | None:
    """What a name usually holds, by its spelling."""
    last = name.split(".")[-1].lstrip("_").lower()
    for role, names in knowledge.table("roles").items():
        if last in names:
            return role
    return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
