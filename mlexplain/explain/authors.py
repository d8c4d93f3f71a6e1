"""Who writes the sentences, by the name a user gave."""

from __future__ import annotations

from mlexplain.explain.write import Author


def author_for(model: str | None) -> Author | None:
    """The author that `model` names, or None for the analysis alone.

    Raises `ValueError`, one sentence, where the model cannot be used.
    """
    if model is None:
        return None
    if model == "bundled":
        from mlexplain.explain.bundled import Bundled, available

        return Bundled() if available() else None
    raise ValueError(f"the model {model} cannot be used: only the bundled one is supported yet")
