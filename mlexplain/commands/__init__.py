"""One module per command: its arguments and what it does. Standard library only at import."""


class CommandError(Exception):
    """What stops a command; its text is the one line that the user reads. Exit status 2."""
