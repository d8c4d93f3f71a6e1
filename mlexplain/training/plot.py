"""The loss curves of a run as a PNG."""

from __future__ import annotations

import json
from pathlib import Path


def plot(metrics: Path, out: Path) -> None:
    """Draw train and validation loss over steps. Raises `ImportError` without matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = [json.loads(line) for line in metrics.read_text().splitlines()]
    figure, axes = pyplot.subplots(figsize=(7, 4))
    axes.plot([r["step"] for r in rows], [r["train_loss"] for r in rows], label="train", lw=1)
    checked = [r for r in rows if r["valid_loss"] is not None]
    axes.plot([r["step"] for r in checked], [r["valid_loss"] for r in checked], label="validation")
    axes.set(xlabel="step", ylabel="nats per target token")
    axes.legend()
    figure.tight_layout()
    figure.savefig(out, dpi=110)
