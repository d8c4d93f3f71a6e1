"""Mistakes with text: what comes next, padding, and how tokens are chosen."""
