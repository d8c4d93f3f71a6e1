"""Single statements in sentences: assignments, the heads of blocks, what an idiom says."""
