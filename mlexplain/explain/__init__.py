"""Code to explanation. Its rooms build on one another: read and facts, idioms, tables, expressions, statements,
context, outline, write; beside them cautions, which need only the facts."""
