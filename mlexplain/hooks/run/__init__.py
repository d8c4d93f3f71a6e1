"""`run`: a command with its output passed through, and a bounded part of it kept."""

from mlexplain.hooks.run.outcome import Outcome
from mlexplain.hooks.run.supervise import CannotStart, run_command

__all__ = ["CannotStart", "Outcome", "run_command"]
