"""What the descriptions of all statements build on: sentences kept as data, verbs and roles."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.settings import further
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.expressions.workings import Workings
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.roles import is_mean, role_of
from mlexplain.explain.facts.scope import MODULES, Scope, dotted
from mlexplain.explain.facts.scores import BEFORE_SOFTMAX
from mlexplain.explain.facts.uses import as_said, part_of
from mlexplain.explain.quoting import join_words
from mlexplain.explain.values.phrases import Values

_TOLD_BY_VERB = ("the sigmoid",)
"""What the verb has told: "squeezes `x` with the sigmoid; the result is `r`"."""
_OBJECTS = {
    "the model": False,
    "the optimizer": False,
    "the tokenizer": False,
    "the loss function": False,
    "the normalisation layer": True,
}
"""Roles of objects, and whether their usual names are as usual for numbers."""
_SINGLE = frozenset(
    (
        *("the learning rate", "the loss", "the logits", "the batch size", "the temperature"),
        *("the top-p threshold", "the context length", "the random seed", "the dropout rate"),
    )
)
"""Roles of single numbers and tensors."""
_COLLECTIONS = frozenset(("list", "dict", "tuple", "set", "str"))

_ARTICLE = re.compile(r"^(the|an?) ")
_LONGEST_NOUN = 90
"""Characters up to which a formula among other values that are returned is told in words."""
_NTH = ("first", "second", "third", "fourth")


def _is_unused(target: ast.expr) -> bool:
    """`_` and `*_`."""
    name = target.value if isinstance(target, ast.Starred) else target
    return getattr(name, "id", "") == "_"


class Describer:
    """Describes the statements of one source text. Each sort of statement has its own class."""

    def __init__(self, words: Words, scope: Scope) -> None:
        self.words = words
        self.scope = scope
        self.workings = Workings(words)
        self._named: set[str] = set()
        self._held_before: set[tuple[str, str]] = set()
        """Names with what has been said that they hold."""
        self.bearings: dict[int, str] = {}
        """What names hold, by the idioms around them."""
        self.values = Values(words, self.bearings)
        words.formula = self.values.more
        self.field_roles: dict[str, str] = {}
        """What fields of objects hold, by the idioms of all methods."""
        self.reasons: set[str] = set()
        """Remarks on what a statement is for, said also where an idiom tells the statement."""
        self.unchanged: set[int] = set()
        """Parameters that are returned as they came, by node."""
        self.growing: set[str] = set()
        """What the code adds to later on, as it is written."""
        self.resets: set[int] = set()
        """Targets that are set back to what they began with, by node."""
        self.fields: set[int] = set()
        """Fields with a default, from which an initialiser is made, by node."""
        self.to_tests: set[int] = set()
        """Where a fixture hands something to a test, by node."""
        self.registries: dict[str, str] = {}
        """What decorators of the code note functions in, by the decorator's name."""
        self.through_setters: set[int] = set()
        """Assignments to attributes for which the class has a setter, by node."""
        self.giving_way: set[int] = set()
        """Where a context manager lets the block of the `with` run, by node."""
        self.given: dict[int, frozenset[str]] = {}
        """The parameters of functions, by the first node of their bodies."""

    def sentence(self, node: ast.stmt) -> str:
        """One or two sentences on a simple statement."""
        method = getattr(self, f"_{type(node).__name__}", None)
        self.words.further.clear()
        told: str = (
            method(node) if method else self._say("other", "statement", value=self.words.code(node))
        )
        return told + further(self.words.further)

    def verb(self, node: ast.AST) -> str | None:
        """What an expression does, as a verb phrase in the third person, where it does more than
        one plain operation or call."""
        if self.words.is_literal(node) or self.words.is_truth(node):
            return None
        steps = self.workings.steps(node)
        if isinstance(node, ast.Await):
            return self.workings.told(node)
        carded = isinstance(node, ast.Call) and recognise(node, self.scope) is not None
        carded = carded or self.words.table_noun(node) is not None
        return self.workings.told(node) if len(steps) > 1 or (carded and steps) else None

    def role(self, target: ast.AST) -> str:
        """ ", the learning rate" where the spelling tells, once per name."""
        name = dotted(target)
        if name is None or name in self._named:
            return ""
        found = self.part(target) or self._spelled(target, name)
        if self._comes_later(target, found):
            return ""
        self._named.add(name)
        self._held_before.add((name, in_the_end(found or "")))
        if found in _OBJECTS and self._is_plain_value(target, _OBJECTS[found]):
            return ""
        if not found or found in _TOLD_BY_VERB or found == f"the {name}":
            return ""
        return f", {'for ' if found.startswith('every ') else ''}{found},"

    def named(self, targets: list[ast.expr]) -> str:
        """Several names that are set, with what they hold: "`k` (the keys) and `v`"."""
        used = [t for t in targets if not _is_unused(t)]
        told = join_words([self.words.code(t) + self._in_brackets(t) for t in used or targets])
        if not used or len(used) == len(targets):
            return told
        if used != targets[: len(used)] and len(used) == 1 and len(targets) <= len(_NTH):
            return f"{told}, the {_NTH[targets.index(used[0])]} of its parts"
        if told.endswith(")"):
            return f"{told[:-1]}; the rest is not used)"
        return f"{told} (the rest is not used)"

    def _in_brackets(self, target: ast.expr) -> str:
        found = self.role(target).strip(", ") if isinstance(target, ast.Name) else ""
        return f" ({found})" if found else ""

    def holding(self, nodes: Sequence[ast.stmt], told: str) -> str:
        """ " Here `q` holds the queries.", of what statements set that have been told otherwise."""
        held: dict[str, list[str]] = {}
        for node in nodes:
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets[:1]:
                for place in target.elts if isinstance(target, ast.Tuple) else [target]:
                    part = self.part(place) if isinstance(place, ast.Name) else None
                    if part is None or place.id in self._named:  # type: ignore[attr-defined]
                        continue
                    if self._comes_later(place, part):
                        continue
                    self._named.add(place.id)  # type: ignore[attr-defined]
                    self._held_before.add((place.id, in_the_end(part)))  # type: ignore[attr-defined]
                    named = f"({self.words.code(place)})" in told
                    named = named or _ARTICLE.sub("", in_the_end(part)) == place.id  # type: ignore[attr-defined]
                    if (
                        not named
                        and _ARTICLE.sub("", in_the_end(part)).removesuffix("s") not in told
                    ):
                        held.setdefault(in_the_end(part), []).append(self.words.code(place))
        said: list[str] = []
        for part, names in held.items():
            verb = "" if said else " hold" if names[1:] else " holds"
            each = " each" if names[1:] and not said else ""
            said.append(f"{join_words(names)}{each}{verb} {part}")
        return f" Here {join_words(said)}." if said else ""

    def said_to_hold(self, name: str, part: str) -> bool:
        """Whether it has been said what a name holds."""
        return (name, in_the_end(part)) in self._held_before

    def _comes_later(self, target: ast.AST, part: str | None) -> bool:
        """Whether a name is set to scores here, of which only a softmax makes attention weights."""
        place = f"{dotted(target)}:{getattr(target, 'lineno', 0)}"
        scored = self.scope.uses.get(BEFORE_SOFTMAX, ())
        return part == "the attention weights" and place in scored

    def _spelled(self, target: ast.AST, name: str) -> str | None:
        """What a name usually holds, where the code does not show another thing: a count is no
        loss, and a list is no learning rate."""
        found = role_of(name, self.scope.learning)
        if found == "the model" and dotted(target) in self.scope.uses.get("own layer", ()):
            return None  # a part of the model
        if found == "the mean" and not is_mean(name, self.scope.bound):
            return None
        if found == "the loss" and name in self.scope.uses.get("counted", ()):
            return None
        if found == "the batch size" and name in self.scope.uses.get("made a tensor", ()):
            return None
        if found in ("the cosines", "the sines") and self.scope.kind(target) == "Scheduler":
            return None
        if (found or "").endswith(("top-p threshold", "for top-k")):
            if self.scope.kind(target) == "Tensor":
                return None  # the largest values that `topk` gave
        single = found in _SINGLE or (found or "").startswith("the number of ")
        return None if single and self.scope.kind(target) in _COLLECTIONS else found

    def part(self, node: ast.AST) -> str | None:
        """What a name holds, as the code shows it."""
        name = dotted(node)
        said = as_said(part_of(name, self.scope.uses), self.scope.uses)
        return said or self.bearings.get(id(node)) or self.field_roles.get(name or "")

    def meant(self, value: ast.expr, *, anew: bool = True) -> str | None:
        """Names that are returned with what they hold: "`c` (the centres) and `b`"; not `anew`
        where the sentences before have told it."""
        names = value.elts if isinstance(value, ast.Tuple) else [value]
        held = [self.part(n) if isinstance(n, ast.Name) else None for n in names]
        parts = [in_the_end(part) if part else None for part in held]
        parts = [
            part if anew or not part or not self.said_to_hold(dotted(n) or "", part) else None
            for n, part in zip(names, parts, strict=True)
        ]
        several = len(names) > 1
        nouns = [
            self.computed(n) if several and not isinstance(n, ast.Name) else None for n in names
        ]
        nouns = [noun if noun and len(noun) <= _LONGEST_NOUN else None for noun in nouns]
        if not any(parts) and not any(nouns):
            return None
        if not several:
            return f"{self.words.code(value)}, {parts[0]}"
        told = [
            f"{self.words.code(n)} ({p})" if p else noun or self._returned_part(n)
            for n, p, noun in zip(names, parts, nouns, strict=True)
        ]
        if any(" " in t.split(" (")[0] for t in told):
            return f"{', '.join(told[:-1])}, and {told[-1]}"
        return join_words(told)

    def _returned_part(self, node: ast.expr) -> str:
        return self.words.code(node) if isinstance(node, ast.Tuple) else self.words.phrase(node)

    def computed(self, value: ast.expr) -> str | None:
        """What a value is that is computed over several statements, or by a formula with a name."""
        return self.values.more(value)

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
        return _MARKS_TOGETHER.sub(_one_mark, text)

    def _call_words(self, node: ast.Call) -> tuple[str, dict[str, str]]:
        """Which sentence fits a call without a card, and what goes into it."""
        words = self.words
        function, arguments = words.code(node.func), words.arguments(node)
        if words.is_super(node.func):
            return "call", {"verb": self.workings.told(node) or ""}
        if words.makes_object(node.func):
            return "made", {"function": function, "arguments": arguments}
        if self.scope.kind(node.func) in MODULES and arguments:
            ran, module = words.run(node)
            if not ran:
                return "called", {"function": function, "arguments": arguments}
            return "ran", {"function": module, "arguments": ran}
        if not words.is_plain(node.func):
            return "call", {"verb": self.workings.told(node) or ""}
        return "called", {"function": words.function(node), "arguments": arguments}


_MARKS_TOGETHER = re.compile(r"(?P<code>`[^`]*`)|, ?(?P<mark>[,;.:])(?![^\s`])")
"""Two marks where a part of a sentence has ended in a comma; what is quoted is left as it is."""


def _one_mark(found: re.Match[str]) -> str:
    return found["code"] or found["mark"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_the_end(part: str) -> str:
    """What is the largest so far is the largest in the end."""
    return part.removesuffix(" so far")
