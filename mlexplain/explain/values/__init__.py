"""What values are: formulas over several statements, read as one and told in one noun phrase."""
