"""Gradients, graphs, checkpoints, schedules and trainers."""
