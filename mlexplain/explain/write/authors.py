"""Who writes the sentences, by the name a user gave."""

from __future__ import annotations

from pathlib import Path

from mlexplain.explain.write.sentences import Author


def author_for(model: str | None) -> Author | None:
    """The author that `model` names: "bundled", a folder, a hub id or the URL of a server.

    None for the analysis alone: where `model` is None, or "bundled" without what that runs on.
    Raises `ValueError`, one sentence, where the model cannot be used.
    """
    if model is None:
        return None
    if model == "bundled":
        from mlexplain.explain.write.bundled import Bundled, available

        return Bundled() if available() else None
    if model.startswith(("http://", "https://")):
        from mlexplain.explain.write.bundled import ServedBundled, is_bundled
        from mlexplain.explain.write.server import Server

        server = Server(model)
        return ServedBundled(server) if is_bundled(server.name) else server
    from mlexplain.explain.write.bundled import Bundled, is_bundled
    from mlexplain.explain.write.local import LocalModel
    from mlexplain.generation.errors import LoadError

    try:
        return Bundled(Path(model)) if is_bundled(model) else LocalModel(model)
    except LoadError as error:
        raise ValueError(str(error)) from error
