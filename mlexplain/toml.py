"""`tomllib`, which Python has from 3.11 on and `tomli` gives before."""

import sys

if sys.version_info >= (3, 11):
    import tomllib as tomllib
else:
    import tomli as tomllib

__all__ = ["tomllib"]
