"""Mistakes in training: order of steps, modes, graphs, optimizers, schedules, averages."""
