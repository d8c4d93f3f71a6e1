"""A paste to Python source: fences, prompts and lost white space undone, every line traced back."""
