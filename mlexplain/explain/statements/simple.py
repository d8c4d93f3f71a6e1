"""The other simple statements in sentences: calls, `return`, `raise`, `import` and the like."""

from __future__ import annotations

import ast

from mlexplain.explain.expressions import layouts
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.describe import Describer, in_the_end

_SHORT = 70
"""Characters of a noun phrase that needs no sentence of its own."""

_SAYS_LITTLE = 3
"""Letters of a name that does not say what it holds."""

_COLLECTIONS = {"list": "list", "dict": "dictionary", "set": "set", "DataFrame": "table"}


class Statements(Describer):
    """Describes the simple statements of one source text that assign nothing."""

    def _Expr(self, node: ast.Expr) -> str:
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return self._say("other", "documentation")
        if isinstance(value, ast.Yield):
            if id(value) in self.to_tests and value.value is not None:
                given = self.words.phrase(value.value)
                return self._say("other", "yield-fixture", value=given)
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
            verb = self._printing(value) or self.verb(value)
            if verb:
                return self._say("other", "expression", verb=verb)
            key, values = self._call_words(value)
            table = {"called": "call", "call": "expression"}
            return self._say("other", table.get(key, key), **values)
        return self._say("other", "statement", value=self.words.phrase(value))

    def _printing(self, node: ast.Call) -> str | None:
        """What is printed, with what the values are that have been computed."""
        if not (isinstance(node.func, ast.Name) and node.func.id == "print"):
            return None
        told: dict[int, str] = {}
        for arg in node.args:
            for part in arg.values if isinstance(arg, ast.JoinedStr) else [arg]:
                value = part.value if isinstance(part, ast.FormattedValue) else part
                meant = self._meaning(value)
                if meant:
                    told[id(value)] = meant
        if not told:
            return None
        before = self.words.told
        self.words.told = {**before, **told}
        try:
            return self.verb(node)
        finally:
            self.words.told = before

    def _meaning(self, value: ast.expr) -> str | None:
        """`q` (the root mean squared error), where the name does not say it."""
        if isinstance(value, ast.Name):
            part = self.bearings.get(id(value)) if len(value.id) <= _SAYS_LITTLE else None
            return f"{self.words.code(value)} ({in_the_end(part)})" if part else None
        return self.computed(value)

    def _Assert(self, node: ast.Assert) -> str:
        return self._say("other", "assert", condition=self.words.condition(node.test))

    def _Return(self, node: ast.Return) -> str:
        value = node.value
        if value is None:
            return self._say("other", "return-nothing")
        if getattr(value, "id", "") == "self":
            return self._say("other", "return", value="`self`, the object itself")
        if getattr(value, "id", "") == "NotImplemented":
            return self._say("other", "return-not-implemented")
        if id(value) in self.unchanged:
            return self._say("other", "return-unchanged", value=self.words.code(value))
        meant = self.meant(value, anew=False)
        if meant:
            return self._say("other", "return", value=meant)
        if isinstance(value, ast.Name) and self.meant(value):  # told before what it holds
            return self._say("other", "return", value=self.words.code(value))
        functions = self.scope.returned.keys() - self.scope.variables
        if isinstance(value, ast.Name) and value.id in functions:
            inner = self.words.code(value)
            return self._say("other", "return", value=f"the function {inner}, defined above")
        if isinstance(value, ast.Tuple) and not all(map(self.words.is_plain, value.elts)):
            if not all(isinstance(e, ast.Constant | ast.Name) for e in value.elts):
                *each, last = [self._returned_part(e) for e in value.elts]
                return self._say("other", "return", value=f"{', '.join(each)}, and {last}")
        kind = (
            _COLLECTIONS.get(self.scope.kind(value) or "") if isinstance(value, ast.Name) else None
        )
        if kind:
            return self._say("other", "return", value=f"the {kind} {self.words.code(value)}")
        held, told, computed = self._held(value), self._returned(value), self.computed(value)
        if computed and computed not in told:
            told = self._returned_as(computed, told, value)
        return f"{told} {held}" if held and not computed else told

    def _returned_as(self, computed: str, told: str, value: ast.expr) -> str:
        """What is returned by its name, with how it comes about."""
        verb = self.verb(value)
        if verb and told == self._say("other", "return-call", verb=verb):
            return self._say("other", "return", value=f"{computed}: {verb}")
        return f"{told.removesuffix('.')}: {computed}."

    def _held(self, value: ast.expr) -> str | None:
        """ "Here `t` holds the table of costs.", of a name within what is returned."""
        for node in walk(value):
            part = self.bearings.get(id(node))
            if not part or not isinstance(node, ast.Name) or self.said_to_hold(node.id, part):
                continue
            if _adds(part, node.id):
                return f"Here {self.words.code(node)} holds {in_the_end(part)}."
        return None

    def _returned(self, value: ast.expr) -> str:
        verb = self.verb(value)
        if verb and verb.startswith("tells whether "):
            verb = None
        noun = self._how_many(value) or self.words.phrase(value)
        short = len(noun) <= _SHORT and len(self.workings.steps(value)) < 2
        if noun.startswith("the output of"):
            verb = verb or self.workings.told(value)
        elif short and not noun.startswith("the result of"):
            return self._say("other", "return", value=noun)
        part = isinstance(value, ast.Subscript | ast.Attribute)
        if verb and (not part or len(self.workings.steps(value)) > 2):
            return self._say("other", "return-call", verb=verb)
        return self._say("other", "return", value=noun)

    def _how_many(self, value: ast.expr) -> str | None:
        """What `len` is asked for, where nothing else is done with it."""
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") == "len"):
            return None
        counted = self.words.counted(value)
        if counted or len(value.args) != 1:
            return counted
        kind = {"str": "characters", "DataFrame": "rows"}.get(
            self.scope.kind(value.args[0]) or "", "entries"
        )
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
        if kind.rpartition(".")[2].strip("`") == "HTTPException":
            return self._http_error(kind, error)
        if isinstance(message, ast.Constant):
            return self._say("other", "raise-saying", value=kind, message=words.code(message))
        if isinstance(message, ast.JoinedStr):
            filled = [v.value for v in message.values if isinstance(v, ast.FormattedValue)]
            if filled:
                words.doubt(filled)
                named = words.listing(filled)
                return self._say("other", "raise-naming", value=kind, message=named)
        return self._say("other", "raise", value=kind)

    def _http_error(self, kind: str, error: ast.Call) -> str:
        given = dict(zip(("status_code", "detail"), error.args, strict=False))
        given.update({k.arg: k.value for k in error.keywords if k.arg})
        if "status_code" not in given:
            return self._say("other", "raise", value=kind)
        status = given["status_code"]
        value = f"{kind}: the answer {self.words.code(status)}{layouts.status(status)}"
        if "detail" not in given:
            return self._say("other", "raise", value=value)
        detail = self.words.phrase(given["detail"])
        return self._say("other", "raise-saying", value=value, message=detail)

    def _Break(self, node: ast.Break) -> str:
        return self._say("other", "break")

    def _Continue(self, node: ast.Continue) -> str:
        return self._say("other", "continue")

    def _Pass(self, node: ast.Pass) -> str:
        return self._say("other", "pass")

    def _Delete(self, node: ast.Delete) -> str:
        if all(_is_everything(t) for t in node.targets):
            emptied = [t.value for t in node.targets]  # type: ignore[attr-defined]
            return self._say("other", "empty", value=self.words.listing(emptied))
        return self._say("other", "delete", value=self.words.listing(node.targets))

    def _Global(self, node: ast.Global) -> str:
        return self._say("other", "global", value=join_words([f"`{n}`" for n in node.names]))

    def _Nonlocal(self, node: ast.Nonlocal) -> str:
        return self._say("other", "nonlocal", value=join_words([f"`{n}`" for n in node.names]))

    def _Import(self, node: ast.Import) -> str:
        return self._say("other", "import", value=join_words([_imported(a) for a in node.names]))

    def _ImportFrom(self, node: ast.ImportFrom) -> str:
        names = join_words([_imported(a) for a in node.names])
        if node.names[0].name == "*":
            names = "all public names"
        return self._say("other", "import", value=f"{names} from `{node.module or '.'}`")


def _is_everything(target: ast.expr) -> bool:
    """`x[:]`."""
    part = target.slice if isinstance(target, ast.Subscript) else None
    return isinstance(part, ast.Slice) and not (part.lower or part.upper or part.step)


def _imported(alias: ast.alias) -> str:
    return f"`{alias.name}` as `{alias.asname}`" if alias.asname else f"`{alias.name}`"


def _adds(part: str, name: str) -> bool:
    """Whether a role says more than the name does: not of `noise`, the noise."""
    return part.startswith(("the ", "a ")) and name.lower().rstrip("s") not in part.split()
