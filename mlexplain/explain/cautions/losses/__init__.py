"""Mistakes in losses: what they are given, their signs, and what should be held constant."""
