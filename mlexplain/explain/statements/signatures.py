"""What the head of a function and its last line show: its arguments, and the function that it makes."""

from __future__ import annotations

import ast

from mlexplain.explain.read.walk import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SHORT = 30
"""Characters of a default that is told with its argument."""


def any_number(args: ast.arguments, further: bool) -> list[str]:
    """ "any number of further arguments (`args`)" and the same for those given by name."""
    more = "further arguments" if further else "arguments"
    said = [f"any number of {more} (`{args.vararg.arg}`)"] if args.vararg else []
    if args.kwarg:
        said.append(f"any arguments given by name (`{args.kwarg.arg}`)")
    return said


def defaults(args: ast.arguments) -> dict[ast.arg, ast.expr | None]:
    """The arguments of a function with their defaults."""
    plain = [*args.posonlyargs, *args.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
    given = dict(zip(plain, [*missing, *args.defaults], strict=True))
    return {**given, **dict(zip(args.kwonlyargs, args.kw_defaults, strict=True))}


def unless(arg: ast.arg, args: ast.arguments) -> str:
    """ " (`16` unless given)", of an argument with a plain default."""
    default = defaults(args)[arg]
    number = default.operand if isinstance(default, ast.UnaryOp) else default
    if default is None or not isinstance(number, ast.Constant) or number.value is None:
        return ""
    written = ast.unparse(default)
    return "" if "`" in written or len(written) > _SHORT else f" (`{written}` unless given)"


def returned_function(unit: Function) -> Function | None:
    """The inner function that a function returns at its end."""
    last = unit.body[-1]
    name = getattr(last.value, "id", "") if isinstance(last, ast.Return) else ""
    inner = [n for n in unit.body if isinstance(n, Function) and n.name == name]
    return inner[0] if inner else None


def wrapped_by(unit: Function) -> tuple[str, str] | None:
    """The inner function and the parameter that it calls, where a function is a decorator."""
    inner = returned_function(unit)
    if inner is None or len(unit.args.args) != 1:
        return None
    given = unit.args.args[0].arg
    called = {getattr(n.func, "id", "") for n in walk(inner) if isinstance(n, ast.Call)}
    return (inner.name, given) if given in called else None


def is_constructor(unit: Function) -> bool:
    """A class method that returns `cls(…)`."""
    marked = any(getattr(d, "id", "") == "classmethod" for d in unit.decorator_list)
    if not marked or not unit.args.args:
        return False
    own = unit.args.args[0].arg
    return any(
        isinstance(n, ast.Return)
        and isinstance(n.value, ast.Call)
        and getattr(n.value.func, "id", "") == own
        for n in walk(unit)
    )
