"""Kinds of object: what makes them, what their names look like, what their methods give."""

from __future__ import annotations

import ast
import re
from functools import cache

from mlexplain.explain import knowledge

LITERALS: dict[type, str] = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.JoinedStr: "str",
    ast.Tuple: "tuple",
}


def constant_kind(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Constant):
        return None
    if isinstance(node.value, bool):
        return "bool"
    return {str: "str", int: "int", float: "number"}.get(type(node.value))


def returns_tensor(name: str) -> bool:
    """torch.<function> in lower case makes tensors, but for settings and queries."""
    parts = name.split(".")
    if len(parts) == 2 or parts[1] in ("linalg", "fft"):
        other = (
            "device",
            "manual_seed",
            "save",
            "load",
            "compile",
            "no_grad",
            "is_tensor",
            "equal",
        )
        return parts[-1][0].islower() and parts[-1] not in other
    return False


_NO_TENSOR = frozenset(
    (
        *("tolist", "item", "size", "numpy", "dim", "ndimension", "numel", "nelement", "stride"),
        *("storage_offset", "data_ptr", "get_device", "element_size", "backward", "equal"),
        *("allclose", "is_contiguous", "is_pinned", "is_complex", "is_floating_point", "split"),
        *("chunk", "unbind", "tensor_split", "aminmax", "svd", "qr", "register_hook"),
    )
)


def gives_tensor(method: str) -> bool:
    return method not in _NO_TENSOR and f"Tensor.{method}" in knowledge.cards()


def made_by(name: str) -> str | None:
    """The kind of object that a function, class or `Kind.method` returns, from `kinds.toml`."""
    exact, beginnings = _makers()
    if name in exact:
        return exact[name]
    of_class = name.rpartition(".")[2][:1].isupper()
    fitting = [
        (len(beginning), kind)
        for beginning, classes, kind in beginnings
        if name.startswith(beginning) and (of_class or not classes)
    ]
    return max(fitting)[1] if fitting else None


@cache
def _makers() -> tuple[dict[str, str], list[tuple[str, bool, str]]]:
    """Kind by full name; and beginnings of names, whether of classes alone, with their kind."""
    exact: dict[str, str] = {}
    beginnings = []
    for kind, makers in knowledge.table("kinds")["made-by"].items():
        for maker in makers:
            if maker.endswith("*.Class"):
                beginnings.append((maker[: -len("*.Class")], True, kind))
            elif maker.endswith((".", "_", "AutoModel")):
                beginnings.append((maker, False, kind))
            else:
                exact[maker] = kind
    return exact, beginnings


_OF_TABLES = frozenset(
    (
        *("columns", "index", "shape", "values", "dtypes", "dtype", "T", "loc", "iloc", "at"),
        *("iat", "empty", "size", "ndim", "axes", "plot", "str", "dt", "cat", "name", "array"),
    )
)


def is_column_name(attribute: str) -> bool:
    """Whether an attribute of a table is one of its columns: `df.price`."""
    return attribute not in _OF_TABLES and f"DataFrame.{attribute}" not in knowledge.cards()


_COLUMN = re.compile(r"(^|_)col(umn)?(_name)?$")


def names_column(node: ast.AST) -> bool:
    """`col`, `group_col`: by its name what one column of a table is called."""
    return isinstance(node, ast.Name) and bool(_COLUMN.search(node.id.lower()))


def by_spelling(name: str) -> str | None:
    last = name.split(".")[-1].lstrip("_").lower()
    for kind, names in knowledge.table("kinds")["named"].items():
        if last in names:
            return kind
    return None


OF_TEXTS = frozenset(
    (
        *("lower", "upper", "strip", "lstrip", "rstrip", "startswith", "endswith", "splitlines"),
        *(
            "isdigit",
            "isalpha",
            "isspace",
            "casefold",
            "zfill",
            "capitalize",
            "removeprefix",
            "removesuffix",
        ),
    )
)
OF_TEXTS_BY_TEXTS = {"split": (0, 1), "rsplit": (0, 1), "replace": (2, 2), "partition": (1, 1)}
"""With how many arguments, all of them texts."""

QUERYING = frozenset(
    ("filter", "filter_by", "order_by", "where", "join", "limit", "offset", "exclude", "distinct")
)
"""Methods of a query that give a query."""


def queries(node: ast.AST) -> bool:
    """`session.query(User).filter(…)`, `User.query`, `User.objects`; not `df.query("a > 3")`."""
    while isinstance(node, ast.Call | ast.Attribute):
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Attribute) and func.attr in ("query", "objects"):
            owner = getattr(func.value, "id", "")
            if not isinstance(node, ast.Call):
                return owner != "self"
            texts = [a for a in node.args if isinstance(a, ast.Constant | ast.JoinedStr)]
            return owner != "self" and bool(node.args) and not texts
        node = func.value if isinstance(func, ast.Attribute) else func
    return False
