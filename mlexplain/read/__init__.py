"""Bytes to log lines: encodings, escapes, carriage returns, prefixes, ranks, secrets."""
