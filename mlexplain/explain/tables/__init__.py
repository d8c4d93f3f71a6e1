"""Tables in words: columns, rows and groups (pandas), and SQL."""
