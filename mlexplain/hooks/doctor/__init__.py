"""`doctor`: what this machine, or a pasted description of one, cannot run."""

from mlexplain.hooks.doctor.examine import Report, examine
from mlexplain.hooks.doctor.fits import Fits, fits
from mlexplain.hooks.doctor.sizes import read_model, read_size

__all__ = ["Fits", "Report", "examine", "fits", "read_model", "read_size"]
