"""The table beside the program that `read_csv` reads: its separator and the names of its columns."""

from __future__ import annotations

import ast
import csv
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import Origin, origin
from mlexplain.diagnose.facts.code.traced import culprit
from mlexplain.diagnose.facts.datafiles.disk import head, named
from mlexplain.diagnose.facts.scene import Scene

_KINDS = (".csv", ".tsv", ".txt", ".data")
_SEPARATORS = (",", ";", "\t", "|")
_READERS = {"read_csv": ",", "read_table": "\t"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`table_file`, `table_columns`; `table_separator`: what parts the columns, where the program
    takes it for something else; `table_blanks`: the name asked for has blanks around it there."""
    found = origin(scene, culprit(facts))
    asked = str((facts.get("missing") or [""])[0]).strip("[]'\"")
    if found is None or not asked or (known := columns(scene, found)) is None:
        return {}
    name, line, given = known
    result: dict[str, Any] = {"table_file": name, "table_columns": parted(line, given)}
    others = [s for s in _SEPARATORS if s != given and asked in parted(line, s)]
    if asked in result["table_columns"]:
        return {}  # the file is another one by now
    if len(others) == 1 and len(result["table_columns"]) == 1:
        shown = others[0].replace("\t", "\\t")
        return result | {"table_separator": shown}
    if asked in [column.strip() for column in result["table_columns"]]:
        return result | {"table_blanks": True}
    return result


def columns(scene: Scene, found: Origin) -> tuple[str, str, str] | None:
    """Of `pd.read_csv("train.csv")` the file, its first line, and the separator that is told."""
    call = found.value
    if not isinstance(call, ast.Call):
        return None
    reader = ast.unparse(call.func).rpartition(".")[2]
    told = {k.arg: k.value for k in call.keywords}
    if reader not in _READERS or {"header", "names", "skiprows", "usecols", "engine"} & set(told):
        return None
    sep = told.get("sep", told.get("delimiter", ast.Constant(_READERS[reader])))
    files = named(scene, _KINDS)
    texts = [n.value for n in ast.walk(call) if isinstance(n, ast.Constant)]
    chosen = [name for name in files if name in texts] or list(files)
    if len(chosen) != 1 or not isinstance(sep, ast.Constant) or len(str(sep.value)) != 1:
        return None
    lines = head(files[chosen[0]])
    return (chosen[0], lines[0], str(sep.value)) if lines else None


def parted(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])
