"""Files beside the program that it reads: where they lie and what they hold."""
