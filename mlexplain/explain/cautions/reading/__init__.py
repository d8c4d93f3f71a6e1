"""How the look-outs read a snippet: its names, values and formulas, also in other words."""
