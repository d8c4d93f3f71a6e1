"""What the user's failing line says, and the line as it was meant."""
