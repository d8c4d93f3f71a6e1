"""What a language model is given to write about one step: names, code and facts.

<names> <7> w = Tensor ; <2> eta = learning rate ; <31> dw ; <40> <2> * <31>
<code> <7> = <7> - <2> * <31>
<facts> Subtracts <40> from <7>; the result is <7>. <say>
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from mlexplain.explain.facts.roles import role_of
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.write.slots import Slots, mark_known, restore, spaced_out

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_QUOTED = re.compile(r"`([^`]+)`")
_SENTENCE = re.compile(r"(?:`[^`]*`|[^`])+?(?:\.(?=\s[A-Z<`])|$)")
_LONGEST_SPELLING = 5
_LONGEST_EXPRESSION = 10
_LONGEST_CODE = 420
"""In characters of marked text; what is beyond that seldom says more."""


@dataclass(frozen=True, slots=True)
class StepPrompt:
    """One thing to be said, with all that may be said about it."""

    kind: str
    """`step` or `summary`."""
    code: str
    """As written, without indentation."""
    before: str
    """Code that stands above, from which names may be quoted as well."""
    facts: str
    """The analysis's own sentences, in the snippet's names."""
    roles: tuple[tuple[str, str], ...]
    """What names stand for: `("eta", "learning rate")`."""
    names: str
    marked_code: str
    marked_facts: str
    """The three parts as the model reads them."""
    spelling: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """The prompt of the bundled model."""
        opening = "<code>" if self.kind == "step" else "<whole>"
        return f"<names>{self.names}{opening}{self.marked_code}<facts>{self.marked_facts}<say>"

    @property
    def plain_text(self) -> str:
        """The prompt of the bundled model for saying the facts in other words, and nothing else."""
        return f"{self.text}<facts>"

    @property
    def numbers(self) -> frozenset[int]:
        """The slots that may be written."""
        return frozenset(number for number, _ in self.spelling)

    def marked(self, text: str) -> str | None:
        """Sentences in the snippet's names as the model writes them; None where they quote what
        the prompt does not show."""
        marked = mark_known(text, {spelling: number for number, spelling in self.spelling})
        return marked if self.restored(marked) is not None else None

    def restored(self, text: str) -> str | None:
        """What the model wrote, in the snippet's names; None where it quotes what is not there."""
        # An idiom may quote what stands beside the step's lines.
        quoted = " ; ".join(_QUOTED.findall(self.facts))
        source = f"{self.code}\n{self.before}\n{quoted}"
        return restore(text, dict(self.spelling), source)


def step_prompt(
    code: str,
    facts: str,
    own: Iterable[str],
    scope: Scope,
    roles: dict[str, str],
    *,
    kind: str = "step",
    before: str = "",
    seed: int | str = 0,
) -> StepPrompt:
    """Put a step into slots. Raises `NoSlotLeft` where it has more names than there are slots."""
    code = textwrap.dedent(code).strip("\n")
    slots = Slots(own, seed)
    marked = _cut(slots.code(code))
    told = slots.prose(facts)
    used = {int(n) for n in re.findall(r"<(\d+)>", marked + told)}
    spelling = tuple((n, text) for n, text in slots.spelling().items() if n in used)
    known = tuple(
        (text, meaning)
        for _, text in spelling
        if text not in slots.expressions and (meaning := _meaning(text, scope, roles))
    )
    meanings = dict(known)
    legend = " ; ".join(
        f"<{n}> {_legend(text, slots)}" + (f" = {meanings[text]}" if text in meanings else "")
        for n, text in spelling
    )
    return StepPrompt(kind, code, before, facts, known, legend, marked, told, spelling)


def parted(marked: str) -> list[str]:
    """The sentences of a text with slots."""
    return [told for sentence in _SENTENCE.findall(marked) if (told := sentence.strip())]


def roles_of(outline: Outline) -> dict[str, str]:
    """What the idioms found in a snippet say of its names."""
    roles: dict[str, str] = {}
    for found in outline.found:
        for hole, role in found.idiom.roles.items():
            name = dotted(found.binding[hole]) if hole in found.binding else None
            if name:
                roles.setdefault(name.split(".")[-1], role)
    return roles


def _legend(text: str, slots: Slots) -> str:
    """What the model is told of a slot: its words, or its parts."""
    parts = slots.expressions.get(text)
    if parts is None:
        return spelled(text)
    return spaced_out(parts[:_LONGEST_EXPRESSION]) + (
        " …" if len(parts) > _LONGEST_EXPRESSION else ""
    )


def spelled(text: str) -> str:
    """A name, number or string as a few plain words."""
    if text[:1].isdigit() or text[:1] == ".":
        return text[:12]
    words = [w.lower() for w in _WORD.findall(text)]
    return " ".join(words[:_LONGEST_SPELLING]) or text[:4]


def _meaning(name: str, scope: Scope, roles: dict[str, str]) -> str | None:
    if not name.isidentifier():
        return "text" if name[-1:] in "\"'" else None
    told = roles.get(name) or role_of(name)
    if told:
        return told.removeprefix("the ")
    return scope.kinds.get(name) or scope.kinds.get(f"self.{name}")


def _cut(code: str) -> str:
    """The beginning of a piece of code, up to a whole row where there is one."""
    if len(code) <= _LONGEST_CODE:
        return code
    kept = code[:_LONGEST_CODE]
    place = kept.rfind("\n")
    return kept[:place].rstrip() if place > _LONGEST_CODE // 2 else kept.rsplit(" ", 1)[0]
