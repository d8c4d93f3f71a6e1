"""Failures to diagnoses: rule book, message reading, root cause, wording."""
