"""What the user's program says elsewhere: read with `ast`, never run."""
