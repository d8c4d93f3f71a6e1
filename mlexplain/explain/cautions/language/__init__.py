"""Mistakes in plain Python: loops, names, files, iterators, order."""
