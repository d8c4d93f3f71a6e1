"""The recipe that makes the bundled model."""
