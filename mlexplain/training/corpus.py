"""The training text: hand-written explanations, steps of real code, and steps that meet the idioms and cards.

    python -m mlexplain.training.corpus OUT.jsonl.gz [--mine FOLDER…] [--snippets FILE.toml…] …

Each line holds a prompt as `mlexplain.explain.write.prompt` makes it and what is to be written.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from mlexplain.explain.facts.roles import role_of
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.knowledge import entries, idiom_entries, read_toml
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.write.lexicon import Lexicon
from mlexplain.explain.write.order import in_order
from mlexplain.explain.write.prompt import roles_of, spelled, step_prompt
from mlexplain.explain.write.slips import slips
from mlexplain.explain.write.slots import NoSlotLeft, own_names, tokens
from mlexplain.resources import models_dir
from mlexplain.training.calls import call_examples
from mlexplain.training.lexicon import lexicon_now
from mlexplain.training.pairs import Pair, pairs_dir, read_pairs
from mlexplain.training.phrasing import Phraser, joined
from mlexplain.training.prompts import pair_prompt, parsed
from mlexplain.training.singly import IN_OTHER_WORDS, singly

_VALID_SHARE = 0.05
_VALID_PACKAGES = ("peft",)
_LONGEST_FUNCTION = 60
_PRACTISED = 2
_IDIOM_COPIES = 16
_CALL_COPIES = 3
_PLAIN = (
    "Takes",
    "Sets",
    "Returns",
    "Defines",
    "Imports",
    "If",
    "Calls",
    "Otherwise",
    "Keeps",
    "Gives",
)
_PLAIN_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to learn."""

    prompt: str
    target: str
    source: str
    """`written`, `summary` (both by hand), `practised` or `mined`."""
    split: str


def written(pair: Pair, copies: int) -> Iterator[Example]:
    """A pair's texts, each `copies` times with other slots and, every second time, other names."""
    place = f"{pair.topic}/{pair.number}"
    valid = _share(pair.code) < _VALID_SHARE
    for number, text in enumerate(pair.texts):
        for copy_number in range(min(copies, 1) if valid else copies):
            seed = f"{place}/{number}/{copy_number}"
            now, said = (pair, text) if copy_number % 2 == 0 else _renamed(pair, text, seed)
            try:
                prompt = pair_prompt(now, seed)
            except (NoSlotLeft, SyntaxError, RecursionError):
                continue
            target = prompt.marked(said)
            if target is not None:
                source = "summary" if pair.kind == "summary" else "written"
                yield Example(prompt.text, target, source, "valid" if valid else "train")


def _renamed(pair: Pair, text: str, seed: str) -> tuple[Pair, str]:
    """The pair with other names, where the text says nothing that hangs on the spelling."""
    chance = random.Random(seed)
    whole = f"{pair.before}\n{pair.code}"
    said = set(_plain_words(text))
    present = {t.text for t in tokens(whole) if t.kind == "name"}
    pool = [n for n in spare_names() if n not in present]
    chance.shuffle(pool)
    names: dict[str, str] = {}
    for name in sorted(own_names(ast.parse(whole))):
        telling = role_of(name) or any(w[:4] in said for w in spelled(name).split() if len(w) > 2)
        if not telling and pool and name not in ("self", "cls"):
            names[name] = pool.pop()
    return (
        Pair(
            pair.topic,
            pair.number,
            _with_names(pair.code, names),
            _with_names(pair.before, names),
            pair.kind,
            (),
        ),
        _quoted_with_names(text, names),
    )


@cache
def spare_names() -> tuple[str, ...]:
    """Names that say nothing, and some that do, to rename with."""
    return tuple(read_toml(models_dir() / "recipe" / "names.toml")["names"])


def _plain_words(text: str) -> Iterator[str]:
    inside = False
    for part in text.split("`"):
        if not inside:
            yield from (w.strip(".,;:()").lower()[:4] for w in part.split())
        inside = not inside


def _with_names(code: str, names: dict[str, str]) -> str:
    out, at = [], 0
    for token in tokens(code):
        out.append(code[at : token.start])
        out.append(names.get(token.text, token.text) if token.kind == "name" else token.text)
        at = token.end
    return "".join(out) + code[at:]


def _quoted_with_names(text: str, names: dict[str, str]) -> str:
    parts = text.split("`")
    return "`".join(_with_names(p, names) if i % 2 else p for i, p in enumerate(parts))


def practised(pair: Pair, copies: int) -> Iterator[Example]:
    """The steps of a pair's code as the analysis tells them, `copies` times in other phrasings and,
    every second time, with other names: code as people ask about, which meets the idioms."""
    valid = _share(pair.code) < _VALID_SHARE
    for copy_number in range(1 if valid else copies):
        seed = f"{pair.topic}/{pair.number}/{copy_number}"
        try:
            now = pair if copy_number % 2 == 0 else _renamed(pair, "", seed)[0]
            source, whole, body = parsed(now)
            scope, own = read_scope(whole), own_names(whole)
            split = "valid" if valid else "train"
            yield from _told_twice(source, body, scope, own, seed, "practised", split)
        except (SyntaxError, RecursionError):
            continue


def idiom_examples() -> Iterator[Pair]:
    """The code that shows each idiom, and each method."""
    known = [*idiom_entries().items(), *entries("wholes").items()]
    for number, (slug, entry) in enumerate(known, start=1):
        yield Pair(slug, number, entry["example"].strip("\n"), "", "step", ())


def snippets(path: Path) -> Iterator[Pair]:
    """Code as people ask about: `code` and `id` of each `[[snippet]]` of a TOML file."""
    for number, entry in enumerate(read_toml(path)["snippet"], start=1):
        yield Pair(entry["id"], number, entry["code"].strip("\n"), "", "step", ())


def mined(path: Path, package: str, seed: int) -> Iterator[Example]:
    """Steps of one file's functions, composed from the phrasings."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (SyntaxError, ValueError, OSError, RecursionError):
        return
    scope = read_scope(tree)
    split = "valid" if package in _VALID_PACKAGES else "train"
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        if (node.end_lineno or node.lineno) - node.lineno > _LONGEST_FUNCTION:
            continue
        own = own_names(node)
        yield from _told_twice(source, node.body, scope, own, f"{path.name}/{seed}", "mined", split)


def _told_twice(
    source: str,
    body: list[ast.stmt],
    scope: Scope,
    own: Iterable[str],
    seed: str,
    kind: str,
    split: str,
) -> Iterator[Example]:
    """Each step as the analysis tells it, to be said in another phrasing."""
    rows = source.split("\n")
    plain, varied = Outline(source, scope), Outline(source, scope, Phraser)
    plain.walk(body)
    varied.walk(body)
    if len(plain.steps) != len(varied.steps):
        return  # what was said before is not said again, and that hangs on the wording
    for step, other in zip(plain.steps, varied.steps, strict=True):
        place = f"{seed}/{step.lines}"
        code = "\n".join(rows[step.lines[0] - 1 : step.lines[1]])
        if len(code) > 500 or len(step.text) > 700:
            continue
        try:
            prompt = step_prompt(code, step.text, own, scope, roles_of(plain), seed=place)
        except NoSlotLeft:
            continue
        target = prompt.marked(joined(other.text, random.Random(place)))
        if target is None or len(target) >= 600:
            continue
        # In another order it may not be written later, so a beginning of it would lead nowhere.
        if in_order(target, prompt.marked_facts):
            yield Example(prompt.plain_text, target, kind, split)


def mine(folders: list[Path], wanted: int, seed: int = 0) -> list[Example]:
    """`wanted` steps drawn evenly from all files below the folders; plain statements held down."""
    files = [
        (p, f.name) for f in folders for p in sorted(f.rglob("*.py")) if p.stat().st_size < 200_000
    ]
    random.Random(seed).shuffle(files)
    found: list[Example] = []
    seen: set[str] = set()
    plain = 0
    per_file = Counter[Path]()
    for path, package in files:
        if len(found) >= wanted:
            break
        for example in mined(path, package, seed):
            key = example.target
            if key in seen or per_file[path] >= 40:
                continue
            is_plain = example.prompt.split("<facts>")[1].split()[0].rstrip(":") in _PLAIN
            if is_plain and plain > _PLAIN_SHARE * (len(found) + 10):
                continue
            seen.add(key)
            plain += is_plain
            per_file[path] += 1
            found.append(example)
    return found[:wanted]


def build(folders: list[Path], mined_steps: int, copies: int, asked: list[Path]) -> list[Example]:
    """The whole text, shuffled."""
    examples = mine(folders, mined_steps) if folders else []
    for path in sorted(pairs_dir().glob("*.toml")):
        for pair in read_pairs(path):
            examples.extend(written(pair, copies))
            examples.extend(practised(pair, _PRACTISED))
    for example in idiom_examples():
        examples.extend(practised(example, _IDIOM_COPIES))
    for snippet in (each for path in asked for each in snippets(path)):
        examples.extend(practised(snippet, _PRACTISED))
    for example in call_examples(spare_names(), _CALL_COPIES):
        examples.extend(practised(example, 1))
    lexicon = lexicon_now()
    single = (each for example in examples if _reworded(example) for each in singly(example))
    examples.extend(dict.fromkeys(single))
    examples = [example for example in examples if would_stand(example, lexicon)]
    random.Random(1).shuffle(examples)
    return examples


def would_stand(example: Example, lexicon: Lexicon) -> bool:
    """Whether the model would be let say its answer: what it may never say is no practice. Free
    explanations are not what it is asked for, and are not held to its facts."""
    prompt, target = example.prompt, example.target
    if not _reworded(example):
        return True
    facts = prompt.partition("<facts>")[2].removesuffix(IN_OTHER_WORDS)
    return lexicon.same_content(target, facts) and not any(slips(target, facts))


def _reworded(example: Example) -> bool:
    return example.prompt.endswith(IN_OTHER_WORDS)


def write(examples: list[Example], out: Path) -> None:
    """One JSON object a line, compressed where the name ends in `.gz`."""
    lines = "".join(json.dumps(asdict(e), ensure_ascii=False) + "\n" for e in examples).encode()
    out.write_bytes(gzip.compress(lines) if out.suffix == ".gz" else lines)


def _share(text: str) -> float:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m mlexplain.training.corpus")
    parser.add_argument("out", type=Path)
    parser.add_argument("--mine", type=Path, nargs="*", default=[], metavar="FOLDER")
    parser.add_argument("--mined", type=int, default=12_000, metavar="N")
    parser.add_argument("--snippets", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--copies", type=int, default=4, metavar="N")
    options = parser.parse_args(arguments)
    examples = build(options.mine, options.mined, options.copies, options.snippets)
    write(examples, options.out)
    counts = Counter(f"{e.source} {e.split}" for e in examples)
    for name, count in sorted(counts.items()):
        print(f"{name:16} {count:7}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
