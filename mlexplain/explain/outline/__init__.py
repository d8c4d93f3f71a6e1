"""A snippet as a whole: its steps, its parameters and its summary."""
