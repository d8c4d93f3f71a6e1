"""Doors into running programs: run, doctor, excepthook, IPython, pytest."""
