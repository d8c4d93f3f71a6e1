"""What a statement means by the code around it: told ahead, in hindsight, and by where it stands."""
