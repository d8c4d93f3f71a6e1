"""What every grammar answers with."""

from __future__ import annotations

from typing import NamedTuple

from mlexplain.report import Failure


class Found(NamedTuple):
    """A failure and the index of the first line behind it."""

    failure: Failure
    end: int
