"""Log lines to failures: the grammars of everything that reports an error."""
