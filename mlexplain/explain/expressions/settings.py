"""Which of many arguments given by keyword are worth telling, and which of them first."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.quoting import join_words

_MOST_AT_ONCE = 4
"""More arguments in one sentence are hard to keep in mind."""
_MOST_FURTHER = 4
_MOST_SETTINGS = 6
_MINOR = frozenset(
    (
        *("random_state", "seed", "n_jobs", "verbose", "report_to", "logging_steps", "logging_dir"),
        *("num_workers", "pin_memory", "persistent_workers", "prefetch_factor", "save_total_limit"),
        *("run_name", "push_to_hub", "hub_model_id", "output_dir", "disable_tqdm", "cache_dir"),
        *("pad_token_id", "eos_token_id", "use_cache", "dataloader_num_workers", "random_seed"),
        *("overwrite_output_dir", "label", "color", "alpha", "figsize", "show_progress_bar"),
    )
)
"""What hardly changes the result."""


def worth_saying(keywords: Sequence[str], call: Call) -> tuple[list[str], list[str]]:
    """The arguments for the sentence on a call and those for a second one, in the order of the
    code. Of many, those of which something is known and which change the result go first."""
    if len(keywords) <= _MOST_AT_ONCE:
        return list(keywords), []
    known = [k for k in keywords if meaning(k, call.args[k][0], call.name)]
    ranked = sorted(keywords, key=lambda k: (k in _MINOR or _switched_off(call, k), k not in known))
    first = ranked[:_MOST_AT_ONCE]
    most = _MOST_SETTINGS if call.name.endswith(("Arguments", "Config")) else _MOST_FURTHER
    further = [k for k in ranked[_MOST_AT_ONCE:] if k in known][:most]
    return [k for k in keywords if k in first], [k for k in keywords if k in further]


def _switched_off(call: Call, keyword: str) -> bool:
    """`False` and `None`, which most functions take by default."""
    value = call.args[keyword][0]
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def further(told: dict[int, list[str]]) -> str:
    """A second sentence on the arguments that the first one left out, or nothing."""
    said = list(dict.fromkeys(part for parts in told.values() for part in parts))
    return f" Besides, {join_words(said)}." if said else ""


def text_of(given: Sequence[ast.expr]) -> str:
    """The text, whole number, truth value or `None` that an argument is given as, else an empty text."""
    if len(given) != 1 or not isinstance(given[0], ast.Constant):
        return ""
    value = given[0].value
    return str(value) if value is None or isinstance(value, str | int) else ""


GRIDS = ("param_grid", "param_distributions")
"""Arguments that say which values of which settings are tried."""
MOVING = ("Tensor.to", "Module.to")
_DEVICES = re.compile(r"device|cuda|\bcpu\b|\bmps\b|gpu")
_TYPES = re.compile(r"dtype|(?:^| )torch\.(?:b?float|double|half|u?int|long|bool)")


def moved(call: Call, text: str) -> str:
    """The words of `x.to(…)`, by whether it is given a device or a type of numbers."""
    return moving(text, *(a for args in call.args.values() for a in args))


def moving(text: str, *args: ast.expr) -> str:
    """As `moved`, of the arguments alone."""
    written = " ".join(map(ast.unparse, args))
    device, kind = bool(_DEVICES.search(written)), bool(_TYPES.search(written))
    if device == kind:
        return text
    for move, convert in (("moves", "converts"), ("moved", "converted")):
        text = text.replace(f"{move} or {convert}", move if device else convert)
    return text
