"""A reader of TOML: `tomli`, whose compiled parser takes a third of the time of the `tomllib` that
Python has from 3.11 on; that one where it is missing."""

try:
    import tomli as tomllib
except ModuleNotFoundError:
    import tomllib

__all__ = ["tomllib"]
