"""Expressions in words, from the inside out: calls, conditions, arithmetic, subscripts, loops."""
