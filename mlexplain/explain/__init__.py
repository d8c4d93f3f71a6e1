"""Code to explanation: read, outline, idioms, write, verify."""
