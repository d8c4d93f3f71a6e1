"""One module per command: its arguments and what it does. Standard library only at import."""
