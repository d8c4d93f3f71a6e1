"""Packages, their releases and names, and the hub."""
