"""What the user calls that which rules call `model`, `optimizer`, `loader`, `X`, …"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.code.source import parse_line, statements, texts
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_MADE = {
    "model": re.compile(r"Model\w*\.from_pretrained\(|get_peft_model\(|nn\.Sequential\("),
    "tokenizer": re.compile(r"Tokenizer\w*\.from_pretrained\("),
    "optimizer": re.compile(r"^(?:torch\.)?optim\.(?!lr_scheduler)\w+\(|^(?:Adam|AdamW|SGD)\("),
    "scheduler": re.compile(r"lr_scheduler\.\w+\(|^get_\w+_schedule"),
    "loader": re.compile(r"(?:^|\.)DataLoader\("),
    "criterion": re.compile(r"^(?:torch\.)?nn\.\w+Loss\("),
    "scaler": re.compile(r"GradScaler\("),
    "trainer": re.compile(r"^(?:\w+\.)*\w*Trainer\("),
}
"""By what its value is, in `name = value`."""
_METHODS = {
    "model": {"generate", "load_state_dict", "parameters", "named_parameters", "eval"}
    | {"state_dict", "named_modules", "resize_token_embeddings", "gradient_checkpointing_enable"}
    | {"fit", "predict", "predict_proba", "transform", "fit_transform", "score"},
    "optimizer": {"step", "zero_grad"},
    "scheduler": {"step"},
    "loss": {"backward"},
    "scaler": {"unscale_", "scale"},
    "tokenizer": {"apply_chat_template", "batch_decode", "convert_tokens_to_ids"},
    "trainer": {"fit", "train"},
}
"""By what is called of it."""
_LIKE = {
    "optimizer": re.compile(r"opt|adam|sgd", re.I),
    "scheduler": re.compile(r"sched|plan|plateau", re.I),
    "loader": re.compile(r"loader|(?:^|_)dl(?:_|$)|batches", re.I),
    "criterion": re.compile(r"crit|loss_(?:fn|func)", re.I),
    "tokenizer": re.compile(r"^tok", re.I),
    "trainer": re.compile(r"trainer", re.I),
    "loss": re.compile(r"^(?!.*\.).*$"),
    "scaler": re.compile(r"scal", re.I),
    "model": re.compile(r"^(?!.*(?:opt|sched|trainer))", re.I),
}
"""What its name must look like, where only a call shows it."""
_ESTIMATES = {"fit", "predict", "predict_proba", "transform", "fit_transform", "score"}
_METRIC = re.compile(r"_(?:score|report|matrix|error|loss|curve)$")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`own_names`: general name → the user's, only where one name plays the part.

    The failing line's own names go first; what it takes the next item of is followed to its loader,
    and no other loader stands in for one that cannot be found.
    """
    found: dict[str, set[str]] = {}
    used: set[str] = set()
    frame = user_frame(scene.failure)
    failing = parse_line(frame.code) if frame else None
    for node in _statements(scene):
        used |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        for role, name in _roles(node):
            found.setdefault(role, set()).add(name)
    for role, names in _grouped(_roles(failing)).items() if failing else ():
        if len(names) == 1:
            found[role] = names
    iterator = _next_of(failing) if failing else None
    source = _iterated(scene, iterator) if iterator else None
    if iterator:
        found["loader"] = {source} if source else set()
    own = {
        role: next(iter(names))
        for role, names in found.items()
        if len(names) == 1 and role not in used
    }
    return {"own_names": own or None, "iterator": iterator, "iterated_from": source}


def _grouped(roles: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for role, name in roles:
        result.setdefault(role, set()).add(name)
    return result


def _next_of(line: ast.stmt) -> str | None:
    """The `batches` of `next(batches)`."""
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "next" and len(node.args) == 1:
            if isinstance(node.args[0], (ast.Name, ast.Attribute)):
                return ast.unparse(node.args[0])
    return None


def _iterated(scene: Scene, iterator: str) -> str | None:
    """The `loader` of the program's `batches = iter(loader)`."""
    found = origin(scene, iterator)
    made = found.value if found else None
    if not isinstance(made, ast.Call) or ast.unparse(made.func) != "iter" or len(made.args) != 1:
        return None
    source = ast.unparse(made.args[0])
    return source if re.fullmatch(r"[A-Za-z_][\w.]*", source) else None


def _statements(scene: Scene) -> Iterator[ast.stmt]:
    """The lines of the user's frames, and pasted sources."""
    for failure in (scene.failure, *scene.chain):
        for frame in failure.frames:
            if frame.mine and (line := parse_line(frame.code)) is not None:
                yield line
    for source in texts(scene):
        yield from (node for node, _ in statements(source))


def _roles(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = ast.unparse(node.targets[0]), ast.unparse(node.value)
        for role, pattern in _MADE.items():
            if pattern.search(value) and re.fullmatch(r"[\w.]+", target):
                yield role, target
    if isinstance(node, ast.For):
        calls = [n for n in ast.walk(node.iter) if isinstance(n, ast.Call)]
        called = {id(n.func) for n in calls}
        for call in calls:
            if ast.unparse(call.func) in (
                "range",
                "len",
            ):  # a number, whatever its name sounds like
                called |= {id(n) for n in ast.walk(call)}
        for part in ast.walk(node.iter):
            named = isinstance(part, (ast.Name, ast.Attribute)) and id(part) not in called
            if named and _fits("loader", ast.unparse(part)):
                yield "loader", ast.unparse(part)
                break
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        yield from _data(call)
        if isinstance(call.func, ast.Attribute):
            owner = ast.unparse(call.func.value)
            for role, methods in _METHODS.items():
                if call.func.attr == "state_dict" and re.search("scal|ema|sampler", owner, re.I):
                    continue
                if call.func.attr in methods and re.fullmatch(r"[\w.]+", owner):
                    if _fits(role, owner):
                        yield role, owner
        elif isinstance(call.func, ast.Name):
            if _tokenizes(call):
                yield "tokenizer", call.func.id
            for role in ("criterion", "tokenizer"):
                if _fits(role, call.func.id):
                    yield role, call.func.id


def _data(call: ast.Call) -> Iterator[tuple[str, str]]:
    """What stands in the places of X and y, of y_true and y_pred."""
    given = [ast.unparse(a) for a in call.args[:2]]
    called = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if isinstance(call.func, ast.Attribute) and called in _ESTIMATES:
        if _LIKE["trainer"].search(ast.unparse(call.func.value)):
            return  # a Trainer is given a model and a loader
        places = ("X", "y")
        if given and re.fullmatch(r"[A-Za-z_]\w*", given[0]):
            yield "x", given[0]  # Keras' own word
    elif _METRIC.search(called) and len(given) == 2:
        places = ("y_true", "y_pred")
    else:
        return
    for place, name in zip(places, given, strict=False):
        if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)*", name):
            yield place, name


_TEXT_ONLY = {"truncation", "add_special_tokens", "is_split_into_words", "return_offsets_mapping"}
_TEXT_ONLY |= {"return_overflowing_tokens", "text_target", "skip_special_tokens"}
"""Arguments that only a tokenizer takes."""


def _tokenizes(call: ast.Call) -> bool:
    given = {k.arg for k in call.keywords}
    plain = isinstance(call.func, ast.Name) and not re.search(
        r"proc|extract|pipe|vec", call.func.id
    )
    return plain and bool(given & _TEXT_ONLY or {"padding", "return_tensors"} <= given)


def _fits(role: str, name: str) -> bool:
    plain = name.rpartition(".")[2]
    if name == "self" or name.split(".")[0] in ("torch", "nn", "F", "np", "dist"):
        return False
    return bool(_LIKE[role].search(name if role == "loss" else plain))


_KEPT = re.compile(r"""("[^"\n]*"|'[^'\n]*'|\{\{|\}\}|\{[^{}\n]+\})""")
"""Texts, and the slots of templates, which hold the user's own words."""


def respell(code: str, own: Mapping[str, str]) -> str:
    """A template in general names in the user's; texts, slots, attributes and keywords stay, and what
    a comment takes away (`# no model`)."""
    if not own:
        return code
    words = "|".join(map(re.escape, own))
    name = re.compile(rf"(?<![\w.{{-])(?<!# no )({words})(?![\w-])(?!=(?!=))")
    parts = _KEPT.split(code)
    parts[::2] = [name.sub(lambda found: own[found[1]], part) for part in parts[::2]]
    return "".join(parts)
