"""What operations make of the dimensions of a tensor."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.snippet import Operation
from mlexplain.explain.cautions.reading.syntax import keyword, number

Sizes = tuple[str, ...]
UNKNOWN = "?"
_KEEPS = frozenset(
    [
        *("softmax", "log_softmax", "relu", "gelu", "silu", "tanh", "sigmoid", "dropout", "exp"),
        *("log", "sqrt", "rsqrt", "abs", "masked_fill", "float", "double", "half", "long", "int"),
        *("bool", "to", "cuda", "cpu", "clone", "detach", "contiguous", "type_as", "clamp"),
        *("tril", "triu", "cumsum", "cumprod", "normalize", "logical_not", "square", "neg"),
        *("zeros_like", "ones_like", "randn_like", "rand_like", "empty_like", "bfloat16"),
        *("requires_grad_", "numpy", "astype", "copy", "tensor", "from_numpy", "as_tensor"),
        *("argsort", "asarray", "array", "leaky_relu", "sin", "cos", "masked_fill_", "layer_norm"),
    ]
)
_REDUCES = frozenset(
    [
        *("mean", "sum", "std", "var", "argmax", "argmin", "prod", "amax", "amin", "norm", "all"),
        *("any", "logsumexp", "nansum", "nanmean", "median"),
    ]
)


def resized(done: Operation, of: Sizes) -> Sizes | None:
    """The dimensions of the result of an operation on one tensor."""
    name = done.name
    if name in _KEEPS:
        return of
    if name in _REDUCES or name in ("max", "min"):
        return reduced(done, of)
    if name == "topk":
        at = place_of(done.given(1, "dim") or ast.Constant(-1), len(of))
        return None if at is None else (*of[:at], UNKNOWN, *of[at + 1 :])
    if name == "sort":
        return of
    if name in ("transpose", "swapaxes"):
        if len(done.rest) != 2:
            return of[::-1] if not done.rest and name == "transpose" else None
        one, other = (place_of(r, len(of)) for r in done.rest)
        if one is None or other is None:
            return None
        turned = list(of)
        turned[one], turned[other] = of[other], of[one]
        return tuple(turned)
    if name == "t":
        return of[::-1]
    if name == "permute":
        given = done.rest[0].elts if _one_tuple(done.rest) else done.rest  # type: ignore[attr-defined]
        places = [place_of(r, len(of)) for r in given]
        if None in places or sorted(p for p in places if p is not None) != list(range(len(of))):
            return None
        return tuple(of[p] for p in places if p is not None)
    if name == "unsqueeze":
        at = place_of(done.given(0, "dim"), len(of) + 1)
        return None if at is None else (*of[:at], "1", *of[at:])
    if name == "squeeze":
        at = place_of(done.given(0, "dim"), len(of))
        return None if at is None else (*of[:at], *of[at + 1 :]) if of[at] == "1" else None
    if name == "expand":
        given_ = listed(list(done.rest))
        if given_ is None or len(given_) < len(of):
            return None
        old = (*("?" for _ in range(len(given_) - len(of))), *of)
        return tuple(o if g == UNKNOWN else g for g, o in zip(given_, old, strict=True))
    if name == "flatten":
        start = place_of(done.given(0, "start_dim") or ast.Constant(0), len(of))
        end = place_of(done.given(1, "end_dim") or ast.Constant(-1), len(of))
        return None if start is None or end is None else (*of[:start], UNKNOWN, *of[end + 1 :])
    if name == "multinomial":
        return (*of[:-1], ast.unparse(done.rest[0])) if done.rest else None
    return None


def _one_tuple(parts: list[ast.expr]) -> bool:
    return len(parts) == 1 and isinstance(parts[0], ast.Tuple | ast.List)


def reduced(done: Operation, of: Sizes) -> Sizes | None:
    """What a mean, a sum or a choice along dimensions leaves."""
    given = keyword(done.call, "dim") or keyword(done.call, "axis")
    if given is None and done.name != "norm":
        given = done.given(0)
    if given is None:
        return ()
    listed = given.elts if isinstance(given, ast.Tuple | ast.List) else [given]
    places = [place_of(g, len(of)) for g in listed]
    if None in places:
        return None
    kept = keeps(done)
    if kept is None:
        return None
    return tuple(
        "1" if i in places else size for i, size in enumerate(of) if kept or i not in places
    )


def keeps(done: Operation) -> bool | None:
    """Whether a reduction keeps its dimension; None where a variable decides."""
    given = keyword(done.call, "keepdim") or keyword(done.call, "keepdims")
    if given is None and len(done.rest) > 1 and done.name != "norm":
        last = done.rest[-1]
        given = last if isinstance(last, ast.Constant) and isinstance(last.value, bool) else None
        if given is None or (done.name in ("var", "std") and len(done.rest) == 2):
            return False if done.name in ("var", "std") else None
    if any(k.arg is None for k in done.call.keywords):
        return None
    if given is None:
        return False
    return given.value if isinstance(given, ast.Constant) else None  # type: ignore[return-value]


def place_of(given: ast.expr | None, count: int) -> int | None:
    dim = number(given)
    return dim % count if dim is not None and -count <= dim < count else None


def listed(args: list[ast.expr]) -> Sizes | None:
    """`(B, 1, T)` of sizes that are given one by one or as a tuple."""
    if len(args) == 1 and isinstance(args[0], ast.Tuple | ast.List):
        args = args[0].elts
    if not args or any(isinstance(a, ast.Starred) for a in args):
        return None
    alone = len(args) == 1 and not isinstance(args[0], ast.Constant)
    return None if alone else tuple(UNKNOWN if number(a) == -1 else ast.unparse(a) for a in args)
