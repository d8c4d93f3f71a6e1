"""Idioms found in code: patterns with holes, the normal form they are compared in, known methods."""
