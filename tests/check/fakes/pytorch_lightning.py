"""Lightning under its older name."""

from lightning import *  # noqa: F403
