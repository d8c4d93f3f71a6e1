"""Code to explanation: the room's door."""

from __future__ import annotations

from collections.abc import Callable

from mlexplain.explain.analysis import analysed, unit_of
from mlexplain.explain.read.paste import NotPython, read_paste
from mlexplain.explained import Explanation

# What writes by a model is imported where one does.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.explain.write.sentences import Draft

__all__ = ["NotPython", "draft", "explain_code"]


def explain_code(
    code: str,
    name: str | None = None,
    model: str | None = None,
    *,
    at_once: bool = False,
    progress: Callable[[str], object] | None = None,
) -> Explanation:
    """Explain Python code.

    `name` picks a function, class or `Class.method`. `model` is "bundled", a folder, a hub id or
    the URL of an OpenAI-compatible server; None explains from the analysis alone, and so does
    "bundled" where what it runs on is not installed. Raises `NotPython`, a `ValueError`, where
    there is nothing to explain, and `ValueError` where `name` is not in the code or the model
    cannot be used. `at_once` shares the work with another process: sooner for the first code, but
    what that process loads is lost for the next. `progress` is told what is being done.
    """
    if model is None:
        return analysed(code, name, at_once).explanation
    unit_of(read_paste(code).tree, name)  # what cannot be explained needs no model
    from mlexplain.explain.beside import beside
    from mlexplain.explain.write.authors import author_for
    from mlexplain.explain.write.sentences import written

    def drafting() -> Draft:
        return draft(code, name)

    tell = progress or (lambda _: None)
    drafted = beside(drafting) if at_once else drafting
    tell("loading the model")
    author = author_for(model)
    tell("analysing the code")
    return drafted().explanation if author is None else written(drafted(), author, tell)


def draft(code: str, name: str | None = None) -> Draft:
    """The explanation from the analysis alone, and the prompts for a model. Raises as above."""
    from mlexplain.explain.write.drafting import drafted

    return drafted(analysed(code, name))
