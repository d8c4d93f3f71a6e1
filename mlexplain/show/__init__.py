"""Results to text: one small module per output format."""
