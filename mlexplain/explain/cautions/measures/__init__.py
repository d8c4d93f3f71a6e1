"""Mistakes in measures and in formulas of statistics and classical learners."""
