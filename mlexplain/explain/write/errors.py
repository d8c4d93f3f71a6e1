"""A large model asked about an error outside the rule book."""

from __future__ import annotations

from dataclasses import replace

from mlexplain.explain.write.server import Server
from mlexplain.report import Generated, Unrecognised

_SYSTEM = (
    "You are a senior machine-learning engineer. A training run ended with the error below. In at most "
    "four sentences say what it most likely means, where to look first, and what to change. Say so "
    "where you are not sure. No headings, no lists."
)
_MOST = 4_000
_FRAMES = 12


def asked(unknown: Unrecognised, server: Server) -> Unrecognised:
    """The error with the model's words. Raises `ServerError`."""
    frames = unknown.failure.frames[-_FRAMES:] if unknown.failure else ()
    rows = [f"{f.file}:{f.line} in {f.function}: {f.code}" for f in frames]
    error = f"{unknown.exception or 'Error'}: {unknown.message[:_MOST]}"
    text = server.complete(_SYSTEM, "\n".join([*rows, error])).strip()
    return replace(unknown, generated=Generated(server.name, text)) if text else unknown
